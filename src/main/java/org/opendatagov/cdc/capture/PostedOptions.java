package org.opendatagov.cdc.capture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.util.StringHelper;

/**
 * A posted configuration as the options of an endpoint. What isn't set has this service's defaults, save that Debezium makes the
 * publication, as it does under Kafka Connect unless it is told otherwise.
 */
final class PostedOptions {

    private static final String PARTITIONS = "topic.creation.default.partitions";

    /** What Kafka Connect itself would read, and what stands elsewhere here. */
    private static final Set<String> WORKERS = Set.of(
            "name",
            "connector.class",
            "tasks.max",
            "tasks.max.enforce",
            "config.action.reload",
            "key.converter",
            "value.converter",
            PARTITIONS);

    private final Map<String, String> config;
    private final boolean hypertables;

    PostedOptions(Map<String, String> config) {
        this.hypertables = PostedHypertables.isIn(config);
        this.config = hypertables ? PostedHypertables.without(config) : config;
    }

    void bind(
            CamelContext camel, PostgresCdcEndpoint endpoint, PostgresConnectorEmbeddedDebeziumConfiguration options) {
        options.setPublicationAutocreateMode("all_tables");
        if (config.containsKey(PARTITIONS)) {
            endpoint.setTopicPartitions(Integer.parseInt(config.get(PARTITIONS)));
        }
        endpoint.setHypertables(hypertables);
        Map<String, Object> additional = new HashMap<>();
        bindFormat(endpoint, additional);
        config.forEach((name, value) -> {
            if (!WORKERS.contains(name) && !bind(camel, options, name, value)) {
                additional.put(name, value);
            }
        });
        options.getAdditionalProperties().putAll(additional);
    }

    /** Kafka Connect's converter writes schemas unless it is told not to; where none is named, this service's default counts. */
    private void bindFormat(PostgresCdcEndpoint endpoint, Map<String, Object> additional) {
        for (String converter : List.of("key.converter", "value.converter")) {
            String option = converter + ".schemas.enable";
            String enabled = config.getOrDefault(option, Boolean.toString(config.containsKey(converter)));
            additional.put(option, enabled);
            if (Boolean.parseBoolean(enabled)) {
                endpoint.setFormat("json-schema");
            }
        }
    }

    /** Without references and placeholders: whoever posts a configuration is no author of routes. */
    private static boolean bind(
            CamelContext camel, PostgresConnectorEmbeddedDebeziumConfiguration options, String name, String value) {
        Map<String, Object> option = new HashMap<>();
        option.put(StringHelper.dashToCamelCase(name.replace('.', '-').replace('_', '-')), value);
        PropertyBindingSupport.build()
                .withCamelContext(camel)
                .withTarget(options)
                .withProperties(option)
                .withRemoveParameters(true)
                .withReference(false)
                .withPlaceholder(false)
                .withNesting(false)
                .bind();
        return option.isEmpty();
    }
}
