package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.kafka.connect.runtime.TargetState;
import org.apache.kafka.connect.runtime.rest.entities.ConfigInfo;
import org.apache.kafka.connect.runtime.rest.entities.ConfigInfos;
import org.opendatagov.cdc.connect.ConfigCheck;
import org.opendatagov.cdc.connect.PostedConfigs;
import org.opendatagov.cdc.connect.SecretOptions;
import org.opendatagov.cdc.connect.SharedConnectors;

/** Kafka Connect's calls that make, change and remove connectors. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("postedCalls")
public class PostedCalls {

    private static final String NAME = "name";
    private static final String CONFIG = "config";
    private static final String STATE = "initial_state";

    private final SharedConnectors connectors;
    private final PostedConfigs posted;
    private final ConfigCheck check;
    private final ConnectView view;

    PostedCalls(SharedConnectors connectors, PostedConfigs posted, ConfigCheck check, ConnectView view) {
        this.connectors = connectors;
        this.posted = posted;
        this.check = check;
        this.view = view;
    }

    /** {@code POST /connectors}. */
    public void create(Exchange exchange) {
        Answer.give(exchange, request -> {
            JsonNode body = request.only().jsonBody();
            onlyFields(body, Set.of(NAME, CONFIG, STATE));
            Map<String, String> config = config(body.path(CONFIG));
            String name = name(body.path(NAME), config);
            require(name, config);
            if (!posted.add(name, config, state(body.path(STATE)))) {
                throw new RefusedCall(409, "Connector " + name + " already exists");
            }
            return made(name);
        });
    }

    private static String name(JsonNode field, Map<String, String> config) {
        String name = field.isNull() || field.isMissingNode() ? config.get(NAME) : field.asText();
        if (field.isContainerNode() || name == null || name.isBlank()) {
            throw new RefusedCall(400, "The field name is needed: the connector's name, a text");
        }
        return name;
    }

    /** It may have a task by now, which Kafka Connect never shows here. */
    private Answer made(String name) {
        ObjectNode info = view.info(name);
        info.putArray("tasks");
        return new Answer(201, info, "/connectors/" + name);
    }

    /** {@code PUT /connectors/{name}/config}: changes it, or makes it. */
    public void put(Exchange exchange) {
        Answer.give(exchange, request -> put(request, config(request.only().jsonBody())));
    }

    /** {@code PATCH /connectors/{name}/config}: changes some options; null removes one. */
    public void patch(Exchange exchange) {
        Answer.give(exchange, request -> {
            String name = request.only().path(NAME);
            Map<String, String> before = posted.get(name);
            if (before == null && !connectors.contains(name)) {
                throw new RefusedCall(404, "Connector " + name + " not found");
            }
            Map<String, String> config = before == null ? new HashMap<>() : new HashMap<>(before);
            config(request.jsonBody()).forEach((option, value) -> {
                if (value == null) {
                    config.remove(option);
                } else {
                    config.put(option, value);
                }
            });
            return put(request, config);
        });
    }

    private Answer put(Request request, Map<String, String> changed) {
        String name = request.path(NAME);
        Map<String, String> before = posted.get(name);
        Map<String, String> config = before == null ? changed : SecretOptions.restored(changed, before);
        require(name, config);
        boolean added = posted.put(name, config);
        return added ? made(name) : Answer.ok(view.info(name));
    }

    /** {@code DELETE /connectors/{name}}: its offsets and its slot stay. */
    public void delete(Exchange exchange) {
        Answer.give(exchange, request -> {
            String name = request.only().path(NAME);
            if (!connectors.contains(name)) {
                throw new RefusedCall(404, "Connector " + name + " not found");
            }
            refuseRoutes(name, "stop it, or leave its route out of cdc.flows (CDC_FLOWS)");
            posted.remove(name);
            connectors.forget(name);
            return Answer.empty(204);
        });
    }

    private void refuseRoutes(String name, String mend) {
        if (connectors.isFromRoute(name)) {
            throw new RefusedCall(
                    409, "Connector " + name + " comes from a route file, which goes before a call; " + mend);
        }
    }

    /** Refuses what can't be a connector, in Kafka Connect's words. */
    private void require(String name, Map<String, String> config) {
        String named = config.getOrDefault(NAME, name);
        if (!named.equals(name)) {
            throw new RefusedCall(
                    400,
                    "Connector name configuration (" + named + ") doesn't match connector name in the URL (" + name
                            + ")");
        }
        refuseRoutes(name, "change it there");
        Map<String, String> complete = new TreeMap<>(config);
        complete.values().removeIf(value -> value == null);
        complete.put(NAME, name);
        String type = complete.get("connector.class");
        if (type == null) {
            throw new RefusedCall(400, "Connector config " + complete.keySet() + " contains no connector type");
        }
        PluginCalls.requireConnector(type);
        ConfigInfos result = check.check(complete);
        if (result.errorCount() > 0) {
            List<String> errors = result.configs().stream()
                    .map(ConfigInfo::configValue)
                    .filter(value -> value != null)
                    .flatMap(value -> value.errors().stream())
                    .distinct()
                    .toList();
            throw new RefusedCall(
                    400,
                    "Connector configuration is invalid and contains the following " + errors.size() + " error(s):\n"
                            + String.join("\n", errors)
                            + "\nYou can also find the above list of errors at the endpoint"
                            + " `/connector-plugins/{connectorType}/config/validate`");
        }
    }

    private static TargetState state(JsonNode state) {
        if (state.isNull() || state.isMissingNode()) {
            return null;
        }
        return switch (state.asText().toUpperCase(Locale.ROOT)) {
            case "RUNNING" -> TargetState.STARTED;
            case "PAUSED" -> TargetState.PAUSED;
            case "STOPPED" -> TargetState.STOPPED;
            default -> throw new RefusedCall(400, "The field initial_state has to be RUNNING, PAUSED or STOPPED");
        };
    }

    static Map<String, String> config(JsonNode fields) {
        if (!fields.isObject()) {
            throw new RefusedCall(400, "The configuration has to be a JSON object of options and their values");
        }
        Map<String, String> config = new HashMap<>();
        fields.properties().forEach(field -> {
            if (field.getValue().isContainerNode()) {
                throw new RefusedCall(400, "The value of an option has to be a text, a number or true or false");
            }
            config.put(
                    field.getKey(),
                    field.getValue().isNull() ? null : field.getValue().asText());
        });
        return config;
    }

    private static void onlyFields(JsonNode body, Set<String> known) {
        body.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new RefusedCall(400, "Unknown field; this call takes name, config and initial_state");
            }
        });
    }
}
