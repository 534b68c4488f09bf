package org.opendatagov.cdc.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.opendatagov.cdc.admin.OpenApi.Operation;

/** Paths and bodies as random callers of the REST surface make them. */
final class RandomCalls {

    private final Random random;
    private final List<String> known;

    /**
     * @param known names of what is there, among those of what isn't
     */
    RandomCalls(Random random, List<String> known) {
        this.random = random;
        this.known = known;
    }

    String path(Operation call) {
        StringBuilder path = new StringBuilder(call.path());
        for (int start = path.indexOf("{"); start >= 0; start = path.indexOf("{")) {
            path.replace(start, path.indexOf("}") + 1, encoded(text()));
        }
        for (JsonNode parameter : call.operation().path("parameters")) {
            if (random.nextBoolean()) {
                path.append(path.indexOf("?") < 0 ? '?' : '&')
                        .append(parameter.path("name").asText())
                        .append('=')
                        .append(encoded(text()));
            }
        }
        return path.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String text() {
        List<String> texts = new ArrayList<>(known);
        texts.addAll(List.of(
                "nope",
                "..",
                "a/b",
                "a b",
                "\uD83D\uDE00",
                "0",
                "-1",
                "99999999999999999999",
                "true",
                "{}",
                "%00",
                "'",
                "$\\{x}",
                "deliver-cache",
                "0/1",
                "x".repeat(500)));
        return texts.get(random.nextInt(texts.size()));
    }

    String body() {
        List<String> bodies = List.of(
                "{}",
                "[]",
                "null",
                "7",
                "\"text\"",
                "{",
                "{\"name\": 1}",
                "{\"name\": \"nope\", \"config\": {}}",
                "{\"config\": {\"connector.class\": \"PostgresConnector\", \"database.hostname\": \"x\"}}",
                "{\"tables\": [{}]}",
                "{\"tables\": 1}",
                "{\"offsets\": [{}]}",
                "{\"offsets\": [null]}",
                "{\"tables\": [{\"table\": \"public.quality_reports\", \"condition\": \"id = '\"}]}",
                "{\"tables\": [{\"table\": \"public.quality_reports\", \"condition\": \"false\"}]}",
                "{\"offsets\": [{\"partition\": {\"server\": \"cdc.odg\"}, \"offset\": {\"lsn\": 99999999999999999999}}]}",
                "{\"level\": \"info\"}",
                "{\"level\": 3}",
                "{\"level\": null}",
                "{\"connector.class\": \"PostgresConnector\", \"database.port\": \"a\"}",
                "{\"a\": " + "[".repeat(2000) + "]".repeat(2000) + "}");
        return bodies.get(random.nextInt(bodies.size()));
    }
}
