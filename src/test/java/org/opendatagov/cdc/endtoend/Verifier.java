package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.opendatagov.cdc.servers.CdcService;

/** Lets a service compare tables with a flow's sink. */
record Verifier(CdcService service, String connector, String flow) {

    static final String CALL = "/admin/verifications";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** The odg database with a flow. */
    static Verifier ofOdg(CdcService service, String flow) {
        return new Verifier(service, "odg-postgresql-cdc", flow);
    }

    /** Begins a comparison. */
    HttpResponse<String> start(boolean repair, String... tables) {
        return start("\"repair\": " + repair, tables);
    }

    /** Begins a comparison with other fields in its body. */
    private HttpResponse<String> start(String fields, String... tables) {
        return Caller.OPERATOR.call(
                service,
                "POST",
                CALL,
                "{\"connector\": \"%s\", \"sink\": \"%s\", %s, \"rowsPerSecond\": 100000, \"tables\": [%s]}"
                        .formatted(
                                connector,
                                flow,
                                fields,
                                Arrays.stream(tables)
                                        .map(table -> '"' + table + '"')
                                        .collect(Collectors.joining(","))));
    }

    /** Compares, and returns what has come out when it is done. */
    JsonNode run(boolean repair, String... tables) {
        return end(start(repair, tables));
    }

    /** Repairs, and says what is to happen to rows that the table doesn't have. */
    JsonNode repair(String extra, String... tables) {
        return end(start("\"repair\": true, \"extra\": \"" + extra + "\"", tables));
    }

    private JsonNode end(HttpResponse<String> begun) {
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String path = CALL + "/" + TopicReader.tree(begun.body()).path("id").asText();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !"RUNNING".equals(get(path).path("state").asText()));
        JsonNode end = get(path);
        assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("DONE");
        return end;
    }

    private JsonNode get(String path) {
        return TopicReader.tree(Caller.VIEWER.call(service, "GET", path).body());
    }

    /** What of it, {@code missing} or {@code rows}, over all tables. */
    static long sum(JsonNode verification, String count) {
        long sum = 0;
        for (JsonNode table : verification.path("tables")) {
            sum += table.path(count).asLong();
        }
        return sum;
    }
}
