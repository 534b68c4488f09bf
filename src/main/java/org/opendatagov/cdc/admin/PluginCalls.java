package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.runtime.AbstractHerder;
import org.apache.kafka.connect.runtime.SourceConnectorConfig;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.connect.ConfigCheck;
import org.opendatagov.cdc.connect.WorkerId;

/** Kafka Connect's calls about its plugins; there is one, Debezium's connector. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("pluginCalls")
public class PluginCalls {

    /** The iterator may fail for ever where files can't be read. */
    private static final int MOST_FAILURES = 100;

    private static final Logger LOG = Logger.getLogger(PluginCalls.class);
    private static final String CONNECTORS_ONLY = "connectorsOnly";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConfigCheck check;

    PluginCalls(ConfigCheck check) {
        this.check = check;
    }

    /** {@code GET /connector-plugins}. */
    public void list(Exchange exchange) {
        Answer.give(exchange, request -> {
            boolean connectorsOnly = request.only(CONNECTORS_ONLY).flag(CONNECTORS_ONLY, true);
            ArrayNode plugins = JsonNodeFactory.instance.arrayNode();
            plugins.addObject()
                    .put("class", ConfigCheck.CONNECTOR_CLASS)
                    .put("type", "source")
                    .put("version", WorkerId.connectorVersion());
            if (!connectorsOnly) {
                add(plugins, "transformation", Transformation.class);
                add(plugins, "predicate", Predicate.class);
            }
            return Answer.ok(plugins);
        });
    }

    /** Those that Kafka Connect's means find, in order; more may be named by their classes. */
    private static void add(ArrayNode plugins, String type, Class<?> service) {
        Map<String, String> versions = new TreeMap<>();
        Iterator<? extends ServiceLoader.Provider<?>> found =
                ServiceLoader.load(service, PluginCalls.class.getClassLoader()).stream()
                        .iterator();
        int failures = 0;
        while (failures < MOST_FAILURES) {
            try {
                if (!found.hasNext()) {
                    break;
                }
                ServiceLoader.Provider<?> provider = found.next();
                versions.put(provider.type().getName(), version(provider));
            } catch (ServiceConfigurationError | LinkageError e) {
                // A service file may name a class that isn't there, or can't be made without a library: the others can.
                failures++;
                LOG.debugf("A plugin is left out: %s", e.getMessage());
            }
        }
        versions.forEach((name, version) ->
                plugins.addObject().put("class", name).put("type", type).put("version", version));
    }

    private static String version(ServiceLoader.Provider<?> found) {
        return found.get() instanceof Versioned versioned ? versioned.version() : null;
    }

    /** {@code GET /connector-plugins/{plugin}/config}: the definitions of its options. */
    public void config(Exchange exchange) {
        Answer.give(exchange, request -> {
            String plugin = request.only().path("plugin");
            if (!ConfigCheck.isConnector(plugin)) {
                throw new RefusedCall(404, "Unknown plugin " + plugin + ".");
            }
            ArrayNode options = JsonNodeFactory.instance.arrayNode();
            // Kafka Connect's own behind the plugin's.
            for (ConfigDef definition : List.of(ConfigCheck.definition(), SourceConnectorConfig.configDef())) {
                definition
                        .configKeys()
                        .values()
                        .forEach(key -> options.add(JSON.<JsonNode>valueToTree(AbstractHerder.convertConfigKey(key))));
            }
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
