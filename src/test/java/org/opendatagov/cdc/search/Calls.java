package org.opendatagov.cdc.search;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Random calls of the REST surface that leave what events look like as it is. */
final class Calls {

    private final Random random;

    Calls(Random random) {
        this.random = random;
    }

    /** Some calls that belong together; more steps may come between them. */
    List<String> some(List<Table> tables) {
        return switch (random.nextInt(13)) {
            case 0, 1, 2, 3 -> List.of(snapshot(tables));
            case 4 -> List.of("PUT /connectors/{name}/pause", "PUT /connectors/{name}/resume");
            case 5 -> List.of("PUT /connectors/{name}/stop", "PUT /connectors/{name}/resume");
            case 6 ->
                List.of(
                        "PUT /connectors/{name}/stop",
                        "PATCH /connectors/{name}/offsets {offsets}",
                        "PUT /connectors/{name}/resume");
            case 7 -> List.of("POST /connectors/{name}/restart?includeTasks=true");
            case 8 -> List.of("POST /connectors/{name}/tasks/0/restart");
            case 9 ->
                List.of("PATCH /connectors/{name}/config {\"max.batch.size\": \"" + (1 + random.nextInt(100)) + "\"}");
            case 11 -> List.of("POST /admin/search/cdc_{schema}_t0/rebuild");
            case 10 ->
                List.of(
                        "GET /admin/connectors/{name}/preflight",
                        "GET /admin/connectors/{name}/lag",
                        "GET /admin/flows");
            default ->
                random.nextInt(3) == 0
                        ? List.of(snapshot(tables), "DELETE /admin/connectors/{name}/snapshots")
                        : List.of(snapshot(tables), snapshot(tables));
        };
    }

    private String snapshot(List<Table> tables) {
        List<Table> some = tables.size() == 1 || random.nextInt(3) == 0
                ? tables
                : List.of(tables.get(random.nextInt(tables.size())));
        String condition = random.nextInt(4) == 0 ? ", \"condition\": \"ver % 2 = " + random.nextInt(2) + "\"" : "";
        return "POST /admin/connectors/{name}/snapshots "
                + some.stream()
                        .map(table ->
                                "{\"table\": \"{schema}." + json(TopicCheck.plain(table.name)) + "\"" + condition + "}")
                        .collect(Collectors.joining(", ", "{\"tables\": [", "]}"));
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
