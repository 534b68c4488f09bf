package org.opendatagov.cdc.capture.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionCountsTest {

    @Test
    void aTableHasTheDefaultUnlessItIsAnException() {
        PartitionCounts counts = PartitionCounts.parse(3, "audit_events:5, lineage_events : 12");

        assertThat(counts.of("audit_events")).isEqualTo(5);
        assertThat(counts.of("lineage_events")).isEqualTo(12);
        assertThat(counts.of("model_cards")).isEqualTo(3);
    }

    @Test
    void noExceptionsAreFine() {
        assertThat(PartitionCounts.parse(1, "").of("any")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit_events", "audit_events:", ":5", "audit_events:0", "audit_events:many", "a:5;b:6"})
    void aBrokenExceptionIsNamed(String exceptions) {
        assertThatThrownBy(() -> PartitionCounts.parse(3, exceptions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topicPartitionsByTable")
                .hasMessageContaining("'" + exceptions + "'");
    }

    @Test
    void thereIsNoTopicWithoutPartitions() {
        assertThatThrownBy(() -> PartitionCounts.parse(0, "")).hasMessageContaining("topicPartitions is 0");
    }
}
