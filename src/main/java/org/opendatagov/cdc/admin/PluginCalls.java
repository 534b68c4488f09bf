package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.kafka.connect.runtime.AbstractHerder;
import org.opendatagov.cdc.connect.ConfigCheck;
import org.opendatagov.cdc.connect.WorkerId;

/** Kafka Connect's calls about its plugins; there is one, Debezium's connector. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("pluginCalls")
public class PluginCalls {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConfigCheck check;

    PluginCalls(ConfigCheck check) {
        this.check = check;
    }

    /** {@code GET /connector-plugins}. */
    public void list(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only("connectorsOnly");
            ArrayNode plugins = JsonNodeFactory.instance.arrayNode();
            plugins.addObject()
                    .put("class", ConfigCheck.CONNECTOR_CLASS)
                    .put("type", "source")
                    .put("version", WorkerId.connectorVersion());
            return Answer.ok(plugins);
        });
    }

    /** {@code GET /connector-plugins/{plugin}/config}: the definitions of its options. */
    public void config(Exchange exchange) {
        Answer.give(exchange, request -> {
            requireConnector(request.only().path("plugin"));
            ArrayNode options = JsonNodeFactory.instance.arrayNode();
            ConfigCheck.definition()
                    .configKeys()
                    .values()
                    .forEach(key -> options.add(JSON.<com.fasterxml.jackson.databind.JsonNode>valueToTree(
                            AbstractHerder.convertConfigKey(key))));
            return Answer.ok(options);
        });
    }

    /** {@code PUT /connector-plugins/{plugin}/config/validate}: checks a configuration, and makes nothing. */
    public void validate(Exchange exchange) {
        Answer.give(exchange, request -> {
            String plugin = request.only().path("plugin");
            requireConnector(plugin);
            Map<String, String> config = new HashMap<>(PostedCalls.config(request.jsonBody()));
            config.values().removeIf(value -> value == null);
            String type = config.getOrDefault("connector.class", plugin);
            if (!ConfigCheck.isConnector(type)) {
                throw new RefusedCall(
                        400, "Included connector type " + type + " does not match request type " + plugin);
            }
            config.put("connector.class", type);
            return Answer.ok(JSON.valueToTree(check.check(config)));
        });
    }

    static void requireConnector(String type) {
        if (!ConfigCheck.isConnector(type)) {
            throw new RefusedCall(
                    400,
                    "Failed to find any class that implements Connector and which name matches " + type
                            + ", available connectors are: " + ConfigCheck.CONNECTOR_CLASS);
        }
    }
}
