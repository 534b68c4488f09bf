package org.opendatagov.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;

class RowBatchTest {

    private static final RowSelection ALL = RowSelection.of(event -> true, null, null, Keyless.LEAVE_OUT);

    @Test
    void theLastStateOfARowCounts() {
        CdcRecord last = Rows.update("t", "1", 5, "{}");
        CdcRecord other = Rows.create("t", "2", 5, "{}");
        assertThat(latest(Rows.create("t", "1", 4, "{}"), other, last)).containsExactly(last, other);
    }

    @Test
    void ofEqualPositionsTheLaterInTheBatchCounts() {
        CdcRecord delete = Rows.delete("t", "1", 5);
        CdcRecord create = Rows.create("t", "1", 5, "{}");
        assertThat(latest(create, delete)).containsExactly(delete);
        assertThat(latest(delete, create)).containsExactly(create);
    }

    @Test
    void aReplayInsideTheBatchDoesNotCount() {
        CdcRecord last = Rows.delete("t", "1", 6);
        assertThat(latest(Rows.create("t", "1", 5, "{}"), last, Rows.create("t", "1", 5, "{}")))
                .containsExactly(last);
    }

    @Test
    void snapshotReadsAreRowsAndOthersAreSortedOut() {
        CdcRecord read =
                Rows.record(CdcOperation.READ, "t", Rows.delete("t", "1", 0).key(), 0, "{}");
        CdcRecord keyless = Rows.record(CdcOperation.CREATE, "t", null, 0, "{}");
        CdcRecord truncate = Rows.record(CdcOperation.TRUNCATE, "t", null, 0, null);
        RowBatch batch = RowBatch.of(List.of(read, keyless, truncate), ALL);
        assertThat(batch.rows()).containsExactly(read);
        assertThat(batch.keyless()).containsExactly(keyless);
        assertThat(batch.others()).containsExactly(truncate);
    }

    @Test
    void anotherBodyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowBatch.of("text", ALL))
                .withMessageContaining("the list of records that cdc-events hands on")
                .withMessageContaining("java.lang.String");
        assertThatIllegalArgumentException().isThrownBy(() -> RowBatch.of(List.of("text"), ALL));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowBatch.of(null, ALL))
                .withMessageContaining("holds nothing");
    }

    private static Iterable<CdcRecord> latest(CdcRecord... rows) {
        return RowBatch.of(List.of(rows), ALL).latest(row -> row.key().text()).values();
    }
}
