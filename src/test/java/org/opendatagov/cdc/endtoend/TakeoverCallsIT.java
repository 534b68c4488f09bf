package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;

/** Calls arrive at the replica that stands by while the one that captures is killed: each gets an answer, and none a 500. */
@Tag("faults")
@ExtendWith(CaptureWorld.Provider.class)
class TakeoverCallsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String CONNECTOR = "odg-postgresql-cdc";

    private static final int KILLS = 3;

    /** How often each call is made behind a kill; the takeover takes some seconds. */
    private static final int ROUNDS = 4;

    /** What an operator does all day; statuses that say what is wrong are fine, as 409 while no process captures. */
    private static final List<String> CALLS = List.of(
            "GET /connectors?expand=status&expand=info",
            "GET /connectors/{c}/status",
            "GET /connectors/{c}/tasks/0/status",
            "GET /connectors/{c}/topics",
            "GET /connectors/{c}/offsets",
            "GET /admin/connectors/{c}",
            "GET /admin/connectors/{c}/lag",
            "GET /admin/connectors/{c}/preflight",
            "GET /admin/connectors/{c}/snapshots",
            "GET /admin/support",
            "POST /admin/connectors/{c}/snapshots",
            "DELETE /admin/connectors/{c}/snapshots",
            "PUT /connectors/{c}/pause",
            "PUT /connectors/{c}/resume",
            "POST /connectors/{c}/restart?includeTasks=true",
            "POST /connectors/{c}/tasks/0/restart",
            "POST /connectors",
            "PUT /connectors/made/config",
            "DELETE /connectors/made",
            "DELETE /connectors/{c}/offsets",
            "PUT /admin/loggers/org.opendatagov.cdc.none?scope=cluster");

    private final CaptureWorld world;
    private final CdcService one;
    private final CdcService other;

    TakeoverCallsIT(CaptureWorld world) {
        this.world = world;
        ServiceEnvironment environment = Caller.users(world.environment())
                .with("CDC_CONNECT_CONFIGS_TOPIC", "takeover-calls-configs")
                .with("CDC_CONNECT_STATUS_TOPIC", "takeover-calls-status")
                .with("CDC_ADMIN_CALLS_PER_SECOND", "1000000");
        one = CaptureWorld.start("takeover-calls-1", environment);
        one.awaitReady(PATIENCE);
        other = CaptureWorld.start("takeover-calls-2", environment);
        other.awaitReady(PATIENCE);
    }

    @AfterEach
    void stop() {
        try (one;
                other) {
            // Both, whatever one of them does.
        }
    }

    @Test
    void everyCallIsAnswered() {
        List<String> answered = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            await().atMost(PATIENCE)
                    .until(() -> (isStreaming(one) && isStandby(other)) || (isStreaming(other) && isStandby(one)));
            CdcService leader = isStreaming(one) ? one : other;
            CdcService standby = leader == one ? other : one;
            leader.kill();
            for (int round = 0; round < ROUNDS; round++) {
                CALLS.forEach(call -> answered.add(answer(standby, call)));
            }
            // Some of the calls pause and restart it.
            assertThat(Caller.OPERATOR
                            .call(standby, "PUT", "/connectors/" + CONNECTOR + "/resume")
                            .statusCode())
                    .isEqualTo(202);
            await().atMost(PATIENCE).until(() -> isStreaming(standby));
            leader.start();
            leader.awaitReady(PATIENCE);
        }
        System.out.println("Calls during takeovers: " + answered.size());
        assertThat(answered).hasSize(KILLS * ROUNDS * CALLS.size()).allMatch(answer -> answer.matches("(?s)[24].*"));
    }

    private String answer(CdcService service, String call) {
        String method = call.substring(0, call.indexOf(' '));
        String path = call.substring(call.indexOf(' ') + 1).replace("{c}", CONNECTOR);
        HttpResponse<String> answer = Caller.OPERATOR.call(service, method, path, body(method, path));
        return answer.statusCode() + " " + call + ": " + answer.body();
    }

    private String body(String method, String path) {
        if (method.equals("POST") && path.endsWith("/snapshots")) {
            return "{\"tables\": [{\"table\": \"public.quality_reports\", \"condition\": \"false\"}]}";
        }
        if (path.startsWith("/admin/loggers/")) {
            return "{\"level\": \"INFO\"}";
        }
        if (method.equals("POST") && path.equals("/connectors")) {
            return "{\"name\": \"made\", \"config\": " + config() + "}";
        }
        return path.endsWith("/config") ? config() : "";
    }

    private String config() {
        return """
                {"connector.class": "PostgresConnector", "database.hostname": "127.0.0.1", "database.port": "%d",
                "database.user": "%s", "database.password": "%s", "database.dbname": "%s", "plugin.name": "pgoutput",
                "slot.name": "made", "table.include.list": "public.quality_reports", "topic.prefix": "made"}""".formatted(
                world.postgres.port(), PostgresServer.SUPERUSER, PostgresServer.SUPERUSER_PASSWORD, Sources.ODG);
    }

    private static boolean isStreaming(CdcService service) {
        return ConnectorStates.ofOdg(service).equals("STREAMING");
    }

    private static boolean isStandby(CdcService service) {
        return ConnectorStates.ofOdg(service).startsWith("STANDBY");
    }
}
