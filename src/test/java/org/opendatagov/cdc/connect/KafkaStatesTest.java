package org.opendatagov.cdc.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.connect.runtime.AbstractStatus.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.ConnectorStatus;
import org.opendatagov.cdc.capture.Connectors;

class KafkaStatesTest {

    private final KafkaStates states = new KafkaStates(new WorkerId(8083), new Connectors());

    @ParameterizedTest
    @CsvSource({
        "STARTING, RUNNING, UNASSIGNED",
        "STANDBY, RUNNING, RUNNING",
        "SNAPSHOTTING, RUNNING, RUNNING",
        "STREAMING, RUNNING, RUNNING",
        "WAITING, RUNNING, UNASSIGNED",
        "FAILED, FAILED, FAILED",
        "PAUSED, PAUSED, PAUSED",
        "STOPPED, STOPPED, DESTROYED",
    })
    void everyStateHasOneOfKafkaConnects(ConnectorState state, State connector, State task) {
        assertThat(states.ofConnector(status(state)).state()).isEqualTo(connector);
        assertThat(states.ofTask(status(state)).state()).isEqualTo(task);
        assertThat(states.ofConnector(status(state)).workerId()).endsWith(":8083");
    }

    @Test
    void theReasonOfAFailureIsTheTraceOfBoth() {
        assertThat(states.ofConnector(status(ConnectorState.FAILED)).trace()).isEqualTo("a reason");
        assertThat(states.ofTask(status(ConnectorState.FAILED)).trace()).isEqualTo("a reason");
    }

    @Test
    void whatAConnectorWaitsForIsTheTraceOfItsTask() {
        assertThat(states.ofConnector(status(ConnectorState.WAITING)).trace()).isNull();
        assertThat(states.ofTask(status(ConnectorState.WAITING)).trace()).isEqualTo("a reason");
    }

    private static ConnectorStatus status(ConnectorState state) {
        return new ConnectorStatus("c", state, "a reason", Instant.EPOCH, null, null);
    }
}
