package org.opendatagov.cdc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CdcOperationTest {

    @ParameterizedTest
    @EnumSource
    void everyOperationIsFoundByItsLetter(CdcOperation operation) {
        assertThat(CdcOperation.ofCode(operation.code())).isSameAs(operation);
    }

    @ParameterizedTest
    @EnumSource
    void everySnapshotMarkerIsFoundByItsName(SnapshotMarker marker) {
        assertThat(SnapshotMarker.of(marker.name().toLowerCase(Locale.ROOT))).isSameAs(marker);
        assertThat(marker.isSnapshot()).isEqualTo(marker != SnapshotMarker.FALSE);
    }

    @Test
    void anUnknownLetterOrMarkerIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CdcOperation.ofCode("x"))
                .withMessage("no change event has the op 'x'; known are c, u, d, r, t and m");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SnapshotMarker.of("maybe"))
                .withMessage("no snapshot marker is called 'maybe'");
        assertThat(SnapshotMarker.of(null)).isSameAs(SnapshotMarker.FALSE);
    }

    @Test
    void routesAndMetricsWriteItInLowerCase() {
        assertThat(CdcOperation.TRUNCATE.lowerCaseName()).isEqualTo("truncate");
    }
}
