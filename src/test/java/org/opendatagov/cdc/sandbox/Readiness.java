package org.opendatagov.cdc.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.servers.CdcService;

/** What the service says of itself on its management port. */
final class Readiness {
    private static final JsonMapper JSON = new JsonMapper();

    private final CdcService service;

    Readiness(CdcService service) {
        this.service = service;
    }

    /** Whether the service is ready and both connectors follow the WAL. */
    boolean isStreaming() {
        CdcService.Answer answer = service.health("ready");
        List<String> connectors = connectors(answer);
        return answer.status() == 200
                && connectors.size() == 2
                && connectors.stream().allMatch(connector -> connector.endsWith(" STREAMING"));
    }

    /** The connectors' states and what else isn't ready, one a line. */
    List<String> connectors() {
        return connectors(service.health("ready"));
    }

    private static List<String> connectors(CdcService.Answer answer) {
        if (answer.status() == 0) {
            return List.of("The service doesn't answer yet");
        }
        try {
            List<String> lines = new ArrayList<>();
            for (JsonNode check : JSON.readTree(answer.body()).path("checks")) {
                boolean connectors = check.path("name").asText().equals("connectors");
                if (connectors || !check.path("status").asText().equals("UP")) {
                    check.path("data")
                            .properties()
                            .forEach(entry -> lines.add(
                                    (connectors ? "" : check.path("name").asText() + ": ") + entry.getKey() + " "
                                            + entry.getValue().asText()));
                }
            }
            return lines;
        } catch (JsonProcessingException e) {
            return List.of("The service's readiness can't be read: " + answer.body());
        }
    }
}
