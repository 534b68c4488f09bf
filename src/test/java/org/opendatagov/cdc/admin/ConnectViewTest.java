package org.opendatagov.cdc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.ConnectorStatus;

class ConnectViewTest {

    private final ConnectView view = new ConnectView(new Worker(null, 8083));

    @ParameterizedTest
    @CsvSource({
        "STARTING, RUNNING, UNASSIGNED",
        "STANDBY, RUNNING, RUNNING",
        "SNAPSHOTTING, RUNNING, RUNNING",
        "STREAMING, RUNNING, RUNNING",
        "WAITING, RUNNING, UNASSIGNED",
        "FAILED, FAILED, FAILED",
        "PAUSED, PAUSED, PAUSED",
    })
    void everyStateHasOneOfKafkaConnects(ConnectorState state, String connector, String task) {
        JsonNode status = view.status(status(state));

        assertThat(status.at("/connector/state").asText()).isEqualTo(connector);
        assertThat(status.at("/tasks/0/state").asText()).isEqualTo(task);
        assertThat(status.at("/connector/worker_id").asText()).endsWith(":8083");
    }

    @Test
    void aStoppedConnectorHasNoTask() {
        JsonNode status = view.status(status(ConnectorState.STOPPED));

        assertThat(status.at("/connector/state").asText()).isEqualTo("STOPPED");
        assertThat(status.path("tasks")).isEmpty();
    }

    @Test
    void theReasonOfAFailureIsTheTraceOfBoth() {
        JsonNode status = view.status(status(ConnectorState.FAILED));

        assertThat(status.at("/connector/trace").asText()).isEqualTo("a reason");
        assertThat(status.at("/tasks/0/trace").asText()).isEqualTo("a reason");
    }

    @Test
    void whatAConnectorWaitsForIsTheTraceOfItsTask() {
        JsonNode status = view.status(status(ConnectorState.WAITING));

        assertThat(status.at("/connector/trace").isMissingNode()).isTrue();
        assertThat(status.at("/tasks/0/trace").asText()).isEqualTo("a reason");
    }

    private static ConnectorStatus status(ConnectorState state) {
        return new ConnectorStatus("c", state, "a reason", Instant.EPOCH, null, null);
    }
}
