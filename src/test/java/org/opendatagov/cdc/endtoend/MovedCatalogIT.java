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

/** Changes that are read after their table has got another key, or is gone: their events have the keys of their time. */
@ExtendWith(CaptureWorld.Provider.class)
class MovedCatalogIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CaptureWorld world;
    private GapStage stage;

    MovedCatalogIT(CaptureWorld world) {
        this.world = world;
    }

    @AfterEach
    void remove() throws Exception {
        stage.remove();
    }

    @Test
    void aKeyThatIsRenamedAndATableThatIsDroppedWhileTheServiceIsAway() throws Exception {
        stage = GapStage.in(world, "moved");
        stage.captureSome(Map.of());
        stage.insert();
        stage.sql(
                "UPDATE moved_a SET v = 1 WHERE id = 3; DELETE FROM moved_a WHERE id = 1; DELETE FROM moved_b WHERE id = 1");
        stage.sql("ALTER TABLE moved_a RENAME id TO ident");
        stage.sql("INSERT INTO moved_a VALUES (4, 0)");
        stage.sql("DROP TABLE moved_b");

        try (LocalCapture capture = stage.start(Map.of("tableIncludeList", "public.moved_.*"))) {
            capture.awaitState(ConnectorState.STREAMING);
            await().atMost(PATIENCE).until(() -> keys(stage.a()).contains("{\"ident\":4}"));
            await().atMost(PATIENCE).until(() -> keys(stage.b()).size() == 5);
        }
        assertThat(keys(stage.a()))
                .containsExactlyInAnyOrder(
                        "{\"id\":1}",
                        "{\"id\":2}",
                        "{\"id\":3}",
                        "{\"id\":3}",
                        "{\"id\":1}",
                        "{\"id\":1}",
                        "{\"ident\":4}");
        assertThat(keys(stage.b()))
                .containsExactlyInAnyOrder("{\"id\":1}", "{\"id\":2}", "{\"id\":3}", "{\"id\":1}", "{\"id\":1}");
    }

    private List<String> keys(String table) {
        return world.topics.read(stage.topic(table)).stream()
                .map(event -> String.valueOf(event.key()))
                .toList();
    }
}
