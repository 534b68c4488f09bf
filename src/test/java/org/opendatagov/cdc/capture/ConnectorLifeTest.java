package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.CaptureProblem;

class ConnectorLifeTest {

    private static final Instant START = Instant.parse("2026-02-08T10:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final ConnectorLife life = new ConnectorLife("odg", clock());

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now.get();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    @Test
    void waitingSaysForWhatSinceWhenAndUntilWhen() {
        life.report(new CaptureProblem.Passing("no database"), Duration.ofSeconds(5));
        now.set(START.plusSeconds(5));
        life.report(new CaptureProblem.Passing("no database"), Duration.ofSeconds(10));

        assertThat(life.status())
                .isEqualTo(new ConnectorStatus(
                        "odg", ConnectorState.WAITING, "no database", START, START.plusSeconds(15), null));
    }

    @Test
    void aNewStateBeginsNow() {
        life.report(new CaptureProblem.Passing("no database"), Duration.ofSeconds(5));
        now.set(START.plusSeconds(7));
        life.enter(ConnectorState.STREAMING);

        assertThat(life.status())
                .isEqualTo(
                        new ConnectorStatus("odg", ConnectorState.STREAMING, null, START.plusSeconds(7), null, null));
    }

    @Test
    void whatOnlyAPersonCanMendHasFailedAndIsLookedAtAgain() {
        life.report(new CaptureProblem("no grant"), Duration.ofSeconds(5));

        assertThat(life.status())
                .isEqualTo(new ConnectorStatus(
                        "odg", ConnectorState.FAILED, "no grant", START, START.plusSeconds(5), null));
    }

    @Test
    void howFarASnapshotIsOutlivesAChangeOfState() {
        SnapshotProgress progress = new SnapshotProgress(false, 1, 3, "public.orders", 20, 60, START);
        life.show(progress, Map.of("public.gone", "dropped"));
        life.report(new CaptureProblem.Passing("no Kafka"), Duration.ofSeconds(5));

        assertThat(life.status().snapshot()).isEqualTo(progress);
        assertThat(life.status().incomplete()).containsOnlyKeys("public.gone");
        assertThat(progress).hasToString("1 of 3 tables, 20 of about 60 rows, now public.orders");
    }

    @Test
    void capturingStandingByAndRestingByRequestAreHealthy() {
        assertThat(ConnectorState.values())
                .filteredOn(ConnectorState::isHealthy)
                .containsExactly(
                        ConnectorState.STANDBY,
                        ConnectorState.SNAPSHOTTING,
                        ConnectorState.STREAMING,
                        ConnectorState.PAUSED,
                        ConnectorState.STOPPED);
    }
}
