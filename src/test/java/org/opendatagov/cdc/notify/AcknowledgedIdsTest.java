package org.opendatagov.cdc.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcknowledgedIdsTest {

    @Test
    void theOldestIsForgottenWhenThereAreTooMany() {
        AcknowledgedIds ids = new AcknowledgedIds(2);

        ids.add("a");
        ids.add("b");
        ids.add("b");
        ids.add("c");

        assertThat(ids.contains("a")).isFalse();
        assertThat(ids.contains("b")).isTrue();
        assertThat(ids.contains("c")).isTrue();
    }
}
