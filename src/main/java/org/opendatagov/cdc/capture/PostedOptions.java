package org.opendatagov.cdc.capture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.util.StringHelper;
import org.opendatagov.cdc.capture.connector.TopicGroups;

/**
 * A posted configuration as the options of an endpoint. What isn't set has this service's defaults, save that Debezium makes the
 * publication, as it does under Kafka Connect unless it is told otherwise.
 */
public final class PostedOptions {

    /** This service's own: whether a table that is captured from now on and has rows already is read by itself. */
    public static final String SNAPSHOT_NEW_TABLES = "opendatagov.snapshot.new.tables";

    /** What isn't Debezium's: Kafka Connect itself would read it, or it stands elsewhere here. */
    private static final Set<String> OTHERS = Set.of(
            "name",
            "connector.class",
            "tasks.max",
            "tasks.max.enforce",
            "config.action.reload",
            "key.converter",
            "value.converter",
            SNAPSHOT_NEW_TABLES);

    private final Map<String, String> config;
    private final boolean hypertables;

    PostedOptions(Map<String, String> config) {
        this.hypertables = PostedHypertables.isIn(config);
        this.config = hypertables ? PostedHypertables.without(config) : config;
    }

    void bind(
            CamelContext camel, PostgresCdcEndpoint endpoint, PostgresConnectorEmbeddedDebeziumConfiguration options) {
        options.setPublicationAutocreateMode("all_tables");
        endpoint.makeTopicsBy(TopicGroups.of(config));
        if (TopicGroups.compacts(config)) {
            // As under Kafka Connect by default: the event of a TRUNCATE has no key, without which a compacted topic
            // takes none.
            options.setSkippedOperations("t");
        }
        endpoint.setHypertables(hypertables);
        endpoint.setSnapshotNewTables(Boolean.parseBoolean(config.get(SNAPSHOT_NEW_TABLES)));
        Map<String, Object> additional = new HashMap<>();
        bindFormat(endpoint, additional);
        config.forEach((name, value) -> {
            if (!OTHERS.contains(name) && !TopicGroups.isOption(name) && !bind(camel, options, name, value)) {
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
