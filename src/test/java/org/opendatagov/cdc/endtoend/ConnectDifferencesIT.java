package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.opendatagov.cdc.endtoend.ConnectDifferences.Aspect;
import org.opendatagov.cdc.endtoend.ConnectDifferences.Seen;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.KafkaConnectServer;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;

/**
 * A real Kafka Connect and this service, each on a database of its own, are sent the same calls in the same order. Their answers
 * differ where {@link ConnectDifferences} says why, in what it says, and nowhere else.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectDifferencesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private final KafkaServer kafka = new KafkaServer("differences-kafka");
    private final PostgresServer theirs = new PostgresServer("differences-theirs");
    private final PostgresServer ours = new PostgresServer("differences-ours");
    private final KafkaConnectServer connect = new KafkaConnectServer("differences-connect", kafka);
    private CdcService service;

    /** A call that both are sent; the name is that of a recording, or the call itself. */
    record Sent(String name, String method, String path, JsonNode body, String type) {

        static Sent of(RecordedCall recorded) {
            return new Sent(
                    recorded.name().replace(".json", ""),
                    recorded.method(),
                    recorded.path(),
                    recorded.request(),
                    recorded.requestType());
        }

        static Sent of(String line) {
            String call = line.replaceFirst(" \\{.*", "");
            String body = line.substring(call.length()).strip();
            return new Sent(
                    line,
                    call.substring(0, call.indexOf(' ')),
                    call.substring(call.indexOf(' ') + 1),
                    body.isEmpty() ? null : TopicReader.tree(body),
                    "application/json");
        }

        String body(PostgresServer postgres) {
            if (body == null) {
                return "";
            }
            if (body.isTextual()) {
                return body.textValue();
            }
            ObjectNode copy = body.deepCopy();
            ObjectNode config = copy.path("config") instanceof ObjectNode inner ? inner : copy;
            if (config.has("database.password")) {
                config.put("database.password", PostgresServer.SUPERUSER_PASSWORD);
                config.put("database.dbname", Sources.ODG);
                if (!config.path("database.port").asText().equals("1")) {
                    config.put("database.port", Integer.toString(postgres.port()));
                }
            }
            return copy.toString();
        }
    }

    @BeforeAll
    void start() throws Exception {
        ServerProcess.startAll(kafka, theirs, ours);
        for (PostgresServer postgres : List.of(theirs, ours)) {
            Sources.createOdg(postgres);
            new Database(postgres, Sources.ODG)
                    .run("INSERT INTO governance_decisions (id, decision_type, title)"
                            + " VALUES (gen_random_uuid(), 't', 'both')");
        }
        connect.start();
        ServiceEnvironment environment = Caller.users(
                        new ServiceEnvironment().odg(ours).kafka(kafka))
                .flows("capture-odg-postgresql-cdc,capture-second,capture-x")
                .with("CDC_CONNECT_ALLOWED_HOSTS", "127.0.0.1")
                .with("CDC_CONNECT_CONFIGS_TOPIC", "service-configs")
                .with("CDC_CONNECT_STATUS_TOPIC", "service-status")
                .with("CDC_CONNECT_OFFSETS_TOPIC", "service-offsets");
        service = new CdcService("differences-service", environment);
        service.start();
        service.awaitReady(PATIENCE);
    }

    @AfterAll
    void stop() {
        try (kafka;
                theirs;
                ours;
                connect;
                CdcService running = service) {
            // All of them, whatever one of them does.
        }
    }

    @Test
    void answersDifferOnlyWhereTheyAreMeantTo() {
        List<Sent> calls = Stream.concat(
                        RecordedCall.all().stream()
                                .map(Sent::of)
                                // The fixture's log has no levels that can be set; recordings hold what a usual one
                                // answers.
                                .filter(call -> !call.path().contains("/loggers")),
                        ConnectDifferences.CALLS.stream().map(Sent::of))
                .toList();
        List<String> problems = new ArrayList<>();
        calls.forEach(call -> problem(call).ifPresent(problems::add));

        assertThat(problems).isEmpty();
        assertThat(calls).hasSizeGreaterThan(90).extracting(Sent::name).containsAll(ConnectDifferences.MEANT.keySet());
    }

    /** Reads wait for what the calls before have caused. */
    private Optional<String> problem(Sent call) {
        Set<Aspect> meant = ConnectDifferences.meant(call.name());
        boolean reads = call.method().equals("GET");
        long deadline = System.nanoTime() + (reads ? SETTLED.toNanos() : 0);
        while (true) {
            Seen there = Seen.of(
                    Caller.NOBODY.call(connect.url(call.path()), call.method(), call.body(theirs), call.type()));
            Seen here = Seen.of(
                    Caller.OPERATOR.call(service.url(call.path()), call.method(), call.body(ours), call.type()));
            Set<Aspect> differences = here.differences(there);
            if (differences.equals(meant) && here.status() < 500) {
                return Optional.empty();
            }
            if (System.nanoTime() >= deadline) {
                return Optional.of("%s differs in %s%nKafka Connect: %s%nthis service:  %s%n"
                        .formatted(call.name(), differences, there, here));
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }
}
