package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.ConnectorState;

/** PostgreSQL finishes no slot before the transactions that are open when it begins have ended; it is active meanwhile. */
@ExtendWith(CaptureWorld.Provider.class)
class SlotInTheMakingIT {

    private final CaptureWorld world;

    SlotInTheMakingIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void aConnectorDoesNotStreamBeforeItsSlotIsFinished() throws Exception {
        GapStage stage = GapStage.in(world, "slot_making");
        try (Connection open = world.postgres.connect(world.odg.name())) {
            open.setAutoCommit(false);
            Database.run(open, "SELECT pg_current_xact_id()");
            try (LocalCapture capture = stage.start()) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> world.odg.number("SELECT count(*) FROM pg_replication_slots"
                                        + " WHERE slot_name = 'slot_making' AND active")
                                == 1);
                // It looks at the slot each second.
                await().during(Duration.ofSeconds(3))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> capture.status().state() == ConnectorState.STARTING);

                open.commit();
                capture.awaitState(ConnectorState.STREAMING);
                stage.insert();
                stage.awaitSame();
            }
        }
        assertThat(stage.inTopics()).isNotEmpty();
        stage.remove();
    }
}
