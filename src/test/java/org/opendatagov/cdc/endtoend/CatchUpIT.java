package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;

/** Two replicas, asked in turns: one captures, and both share the delivery. */
@Tag("faults")
@ExtendWith(FaultyWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatchUpIT {

    private static final int CHANGES = 200;
    private static final int WAITING = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final FaultyWorld world;
    private CdcService other;

    CatchUpIT(FaultyWorld world) {
        this.world = world;
    }

    @BeforeAll
    void startOther() {
        other = new CdcService("faulty-other", world.environment());
        other.start();
        other.awaitReady(PATIENCE);
    }

    @AfterAll
    void stopOther() {
        other.close();
    }

    @Test
    void whicheverReplicaIsAskedTheCacheHasTheChange() throws Exception {
        changeAndRead("Quiet source");
    }

    @Test
    void underLoadToo() throws Exception {
        try (BurstWriter load = new BurstWriter(world.odg)) {
            load.awaitMore(1_000);
            changeAndRead("Under load");
            load.end();
        }
    }

    private void changeAndRead(String circumstances) throws Exception {
        try (OwnWrites first = new OwnWrites(world);
                OwnWrites second = new OwnWrites(world)) {
            for (int change = 0; change < CHANGES; change++) {
                first.changeAndRead(world.service());
                second.changeAndRead(other);
            }
            System.out.println(circumstances + ", median waits for the cache: "
                    + first.median().toMillis() + " ms and " + second.median().toMillis() + " ms");
        }
    }

    @Test
    void whileTheLeaderIsKilledAWaitEndsOnceTheOtherHasTakenOver() throws Exception {
        try (OwnWrites own = new OwnWrites(world)) {
            own.changeAndRead(other);
            CdcService leader = ConnectorStates.ofOdg(other).startsWith("STANDBY") ? world.service() : other;
            CdcService left = leader == other ? world.service() : other;

            leader.kill();
            String lsn = own.change();
            await().atMost(PATIENCE)
                    .until(() -> OwnWrites.await(left, lsn, "deliver-cache", Duration.ofSeconds(30))
                                    .statusCode()
                            == 200);
            own.assertEntry();

            leader.start();
            leader.awaitReady(PATIENCE);
        }
    }

    @Test
    void whileTheSinkIsAwayAWaitEndsInTimeAndSaysWhy() throws Exception {
        try (OwnWrites own = new OwnWrites(world)) {
            own.changeAndRead(world.service());
            world.redis.kill();
            String lsn = own.change();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Stream.of(world.service(), other)
                                    .map(service ->
                                            OwnWrites.await(service, lsn, "deliver-cache", Duration.ofMillis(500))))
                            .allSatisfy(
                                    answer -> assertThat(answer.statusCode()).isEqualTo(504))
                            .anySatisfy(answer -> assertThat(answer.body())
                                    .contains(
                                            "Flow deliver-cache has not applied everything up to LSN " + lsn
                                                    + " in time",
                                            "cdc.odg.public.data_contracts-",
                                            "WAITING",
                                            "Redis at 127.0.0.1:" + world.redis.port())));

            world.redis.start();
            own.changeAndRead(other);
        }
    }

    @Test
    void whileTheConnectorIsPausedAWaitEndsInTimeAndSaysWhy() throws Exception {
        String calls = "/connectors/odg-postgresql-cdc";
        try (OwnWrites own = new OwnWrites(world)) {
            Caller.OPERATOR.call(other, "PUT", calls + "/pause");
            await().atMost(PATIENCE)
                    .until(() -> Stream.of(world.service(), other)
                            .allMatch(service -> ConnectorStates.ofOdg(service).startsWith("PAUSED")));

            HttpResponse<String> answer = OwnWrites.await(other, own.change(), "deliver-cache", Duration.ofMillis(500));

            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body())
                    .contains("has not been captured in time", "odg-postgresql-cdc is PAUSED", "by request");
            Caller.OPERATOR.call(other, "PUT", calls + "/resume");
            own.changeAndRead(other);
        }
    }

    @Test
    void fiftyMayWaitAtATimeAndLeaveRoomForOtherCalls() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(WAITING + 10);
        try (OwnWrites own = new OwnWrites(world)) {
            world.redis.kill();
            String lsn = own.change();
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int caller = 0; caller < WAITING + 10; caller++) {
                answers.add(callers.submit(() -> OwnWrites.await(other, lsn, "deliver-cache", Duration.ofSeconds(30))));
            }
            await().atMost(PATIENCE)
                    .until(() -> answers.stream().filter(Future::isDone).count() == 10);
            assertThat(Caller.VIEWER.call(other, "GET", "/connectors").statusCode())
                    .isEqualTo(200);

            world.redis.start();

            List<Integer> statuses = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                statuses.add(answer.get().statusCode());
            }
            assertThat(statuses.stream().filter(status -> status == 429)).hasSize(10);
            assertThat(statuses.stream().filter(status -> status == 200)).hasSize(WAITING);
        } finally {
            callers.shutdownNow();
        }
    }
}
