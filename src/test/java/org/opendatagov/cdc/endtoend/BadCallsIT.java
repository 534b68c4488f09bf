package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendatagov.cdc.admin.OpenApi;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/** Every mistake in the table {@code bad-calls.txt} gets its answer, and the table has every call. */
@ExtendWith(CaptureWorld.Provider.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadCallsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ROUTE = "odg-postgresql-cdc";
    private static final String POSTED = "unserved";
    private static final List<String> ODD_NAMES = List.of("a/b", "a b", "\uD83D\uDE00", "a\0b", "../..");

    private final CaptureWorld world;
    private CdcService service;

    BadCallsIT(CaptureWorld world) {
        this.world = world;
    }

    /** A row of the table. */
    record BadCall(String mistake, String call, String body, int status, String sentence) {

        static BadCall parse(String line) {
            String[] columns = line.split("\\|", -1);
            assertThat(columns).as(line).hasSize(5);
            return new BadCall(
                    columns[0].strip(),
                    columns[1].strip(),
                    columns[2].strip(),
                    Integer.parseInt(columns[3].strip()),
                    columns[4].strip());
        }

        String method() {
            return call.substring(0, call.indexOf(' '));
        }

        String path() {
            return call.substring(call.indexOf(' ') + 1);
        }

        @Override
        public String toString() {
            return mistake + ": " + call + " " + body;
        }
    }

    static List<BadCall> table() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/bad-calls.txt")).stream()
                .filter(Predicate.not(line -> line.isBlank() || line.startsWith("#")))
                .map(BadCall::parse)
                .toList();
    }

    @BeforeAll
    void start() throws Exception {
        service = CaptureWorld.start(
                "bad-calls",
                Caller.users(world.environment())
                        .with("CDC_CONNECT_CONFIGS_TOPIC", "bad-calls-configs")
                        .with("CDC_CONNECT_STATUS_TOPIC", "bad-calls-status")
                        .with("CDC_ADMIN_CALLS_PER_SECOND", "10000"));
        service.awaitReady(PATIENCE);
        // With a slot of its own, since no two connectors may have one.
        String body = filledBody("{\"name\": \"" + POSTED + "\", \"config\": {good}}")
                .replace("\"bad_calls\"", "\"bad_calls_unserved\"");
        // Kafka Connect's topic may still be being read.
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Caller.OPERATOR
                                .call(service, "POST", "/connectors", body)
                                .statusCode())
                        .isIn(201, 409));
        // Until then its statuses are nobody's.
        await().atMost(PATIENCE)
                .until(() -> Caller.VIEWER
                                .call(service, "GET", "/connectors/" + ROUTE + "/status")
                                .statusCode()
                        == 200);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @MethodSource("table")
    void theMistakeIsAnsweredWithOneSentence(BadCall row) throws JsonProcessingException {
        for (String odd : row.path().contains("{odd}") ? ODD_NAMES : List.of("")) {
            HttpResponse<String> answer =
                    Caller.OPERATOR.call(service, row.method(), filledPath(row.path(), odd), filledBody(row.body()));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(row.status());
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            JsonNode error = TopicReader.tree(answer.body());
            assertThat(error.path("error_code").asInt()).isEqualTo(row.status());
            assertThat(error.path("message").asText())
                    .contains(filled(row.sentence()).replace("{odd}", odd))
                    .doesNotContain(PostgresServer.SUPERUSER_PASSWORD, "REDACTED", "Exception");
        }
    }

    @Test
    void theTableHasEveryCallThatTakesAName() throws IOException {
        assertThat(calls(template -> template.contains("/connectors/{name}")))
                .isSubsetOf(rows("unknown connector"))
                .isSubsetOf(rows("odd name"));
    }

    @Test
    void theTableHasEveryCallThatTakesABody() throws IOException {
        assertThat(new OpenApi()
                        .operations().stream()
                                .filter(call -> call.operation().has("requestBody"))
                                .map(call -> generic(call.toString()))
                                .collect(Collectors.toSet()))
                .isSubsetOf(rows("no JSON"))
                .isSubsetOf(rows("wrong type"))
                .isSubsetOf(rows("unknown key"));
    }

    private static Set<String> calls(Predicate<String> which) {
        return new OpenApi()
                .operations().stream()
                        .map(OpenApi.Operation::toString)
                        .filter(which)
                        .map(BadCallsIT::generic)
                        .collect(Collectors.toSet());
    }

    private static Set<String> rows(String mistake) throws IOException {
        return table().stream()
                .filter(row -> row.mistake().equals(mistake))
                .map(row -> generic(row.call().replaceFirst("\\?.*", "")))
                .collect(Collectors.toSet());
    }

    /** With a star for each parameter. */
    private static String generic(String call) {
        return Stream.of(call.split("/", -1))
                .map(part -> part.matches("\\{.*}|nope|one|0|PostgresConnector") ? "*" : part)
                .collect(Collectors.joining("/"));
    }

    private static String filledPath(String path, String odd) {
        return filled(path)
                .replace("{odd}", URLEncoder.encode(odd, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    private static String filled(String text) {
        return text.replace("{route}", ROUTE).replace("{posted}", POSTED);
    }

    private String filledBody(String body) throws JsonProcessingException {
        String filled = filled(body).replace("{good", "{" + good());
        // What stands twice counts as it stands last.
        return body.contains("{good")
                ? new ObjectMapper().readTree(filled.replace(",}", "}")).toString()
                : filled;
    }

    private String good() {
        return """
                "connector.class": "PostgresConnector", "database.hostname": "127.0.0.1", "database.port": "%d",
                "database.user": "%s", "database.password": "%s", "database.dbname": "%s", "plugin.name": "pgoutput",
                "slot.name": "bad_calls", "table.include.list": "public.quality_reports", "topic.prefix": "bad-calls\"""".formatted(
                world.postgres.port(), PostgresServer.SUPERUSER, PostgresServer.SUPERUSER_PASSWORD, Sources.ODG);
    }
}
