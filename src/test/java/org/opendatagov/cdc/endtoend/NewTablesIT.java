package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;
import org.opendatagov.cdc.capture.SnapshotTable;

/** A table that a connector captures from now on, and that has rows from before. */
@ExtendWith(CaptureWorld.Provider.class)
class NewTablesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CaptureWorld world;
    private GapStage stage;

    NewTablesIT(CaptureWorld world) {
        this.world = world;
    }

    @AfterEach
    void remove() throws Exception {
        stage.remove();
    }

    @Test
    void itIsNamedAndASnapshotOnDemandReadsItBeforeItsFirstChange() throws Exception {
        stage = GapStage.in(world, "new_table");
        captureA();
        try (LocalCapture capture = stage.start()) {
            capture.awaitState(ConnectorState.STREAMING);
            await().atMost(PATIENCE).until(() -> capture.status().unread().equals(List.of("public.new_table_b")));

            capture.snapshots.start(stage.name(), List.of(new SnapshotTable("public.new_table_b", null)));

            stage.awaitSame();
            await().atMost(PATIENCE).until(() -> capture.status().unread().isEmpty());
        }
        stage.insert();
        try (LocalCapture capture = stage.start()) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.awaitSame();
            assertThat(capture.status().unread()).isEmpty();
        }
    }

    @Test
    void itIsReadByItselfWhereTheRouteSaysSo() throws Exception {
        stage = GapStage.in(world, "new_read");
        captureA();
        try (LocalCapture capture = stage.start(Map.of("snapshotNewTables", "true"))) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.awaitSame();
            await().atMost(PATIENCE).until(() -> capture.status().unread().isEmpty());
        }
    }

    /** Its publication names it only later, while the connector runs. */
    @Test
    void aTableThatIsMadeAndPublishedWhileTheConnectorStreams() throws Exception {
        stage = GapStage.in(world, "new_made");
        try (LocalCapture capture =
                stage.start(Map.of("tableIncludeList", "public.new_made_.*", "snapshotNewTables", "true"))) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.sql("CREATE TABLE new_made_c (id int PRIMARY KEY, v int); GRANT SELECT ON new_made_c TO cdc;"
                    + " INSERT INTO new_made_c VALUES (1, 1), (2, 2)");
            stage.sql("ALTER PUBLICATION new_made ADD TABLE new_made_c");

            await().atMost(PATIENCE)
                    .until(() -> world.topics.topics().contains(stage.topic("new_made_c"))
                            && world.topics.read(stage.topic("new_made_c")).size() == 2);
        }
        stage.sql("DROP TABLE new_made_c");
    }

    private void captureA() throws Exception {
        stage.insert();
        try (LocalCapture capture = stage.start(Map.of("tableIncludeList", "public." + stage.a()))) {
            capture.awaitState(ConnectorState.STREAMING);
            stage.insert();
            await().atMost(PATIENCE).until(() -> stage.inTopics().containsKey(stage.a() + " 2"));
        }
    }
}
