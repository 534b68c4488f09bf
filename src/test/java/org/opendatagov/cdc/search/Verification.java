package org.opendatagov.cdc.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.opendatagov.cdc.endtoend.TopicReader;

/** Has the service compare the tables with a sink, which has to find nothing where nothing is wrong. */
final class Verification {

    private final RoundConnector connector;
    private final List<String> tables;

    Verification(RoundConnector connector, List<String> tables) {
        this.connector = connector;
        this.tables = tables;
    }

    List<Finding> findings(String flow) {
        HttpResponse<String> begun = connector.call("POST", "/admin/verifications", body(flow));
        if (begun.statusCode() != 202) {
            return List.of(finding("verification of " + tables + " was answered " + begun.body()));
        }
        String path = "/admin/verifications/"
                + TopicReader.tree(begun.body()).path("id").asText();
        JsonNode[] end = new JsonNode[1];
        connector.awaitThat("the verification ends", () -> {
            end[0] = TopicReader.tree(connector.call("GET", path, "").body());
            return !end[0].path("state").asText().equals("RUNNING");
        });
        List<Finding> findings = new ArrayList<>();
        if (!end[0].path("state").asText().equals("DONE")) {
            findings.add(finding("the verification ended: " + end[0]));
        }
        for (JsonNode table : end[0].path("tables")) {
            if (table.path("missing").asLong()
                            + table.path("different").asLong()
                            + table.path("extra").asLong()
                            + table.path("unsettled").asLong()
                    > 0) {
                findings.add(finding("the verification of " + flow + " says " + table));
            }
        }
        return findings;
    }

    private String body(String flow) {
        return "{\"connector\": \"{name}\", \"sink\": \"%s\", \"repair\": false, \"tables\": [%s]}"
                .formatted(
                        flow,
                        tables.stream()
                                .map(table -> "\"{schema}."
                                        + TopicCheck.plain(table)
                                                .replace("\\", "\\\\")
                                                .replace("\"", "\\\"") + "\"")
                                .collect(Collectors.joining(", ")));
    }

    private static Finding finding(String what) {
        return new Finding(Finding.Kind.REFUSED, what);
    }
}
