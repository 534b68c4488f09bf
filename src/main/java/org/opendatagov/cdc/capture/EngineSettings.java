package org.opendatagov.cdc.capture;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;

/** The settings of Debezium's engine: Kafka's, the route's, and what the two can't say. The route has the last word. */
class EngineSettings {

    /** The name of the post processor that reads values again which an update left alone. */
    static final String RESELECT = "reselect";

    /**
     * How long Debezium waits for a batch to fill, and rests when the WAL brings nothing. Its queue spins for the last
     * millisecond of each wait, so that a shorter one costs an idle service a tenth of a core.
     */
    private static final long HAND_OVER_MILLIS = 25;

    private static final String TRANSFORM = "transforms.hypertables.";

    private EngineSettings() {}

    static Properties of(
            PostgresConnectorEmbeddedDebeziumConfiguration route,
            CaptureOptions options,
            SourceDatabase database,
            Map<String, Object> kafka) {
        Properties settings = new Properties();
        kafka.forEach((name, value) -> settings.setProperty(name, String.valueOf(value)));
        settings.setProperty("converter.schemas.enable", "false");
        // Debezium would otherwise build a text of every event for a metric that nobody reads.
        settings.setProperty("statistics.metrics.enabled", "false");
        String reselect = "post.processors." + RESELECT + ".";
        settings.setProperty(reselect + "type", UnchangedValues.class.getName());
        settings.setProperty(reselect + "reselect.error.handling.mode", "fail");
        settings.setProperty(reselect + "reselect.null.values", "false");
        if (options.hypertables()) {
            renameChunks(settings, database);
        }
        settings.putAll(route.createDebeziumConfiguration().asProperties());
        // An event that is there doesn't wait for others: the route's interval is an upper bound.
        settings.setProperty("poll.interval.ms", String.valueOf(Math.min(route.getPollIntervalMs(), HAND_OVER_MILLIS)));
        return settings;
    }

    private static void renameChunks(Properties settings, SourceDatabase database) {
        settings.setProperty("transforms", "hypertables");
        settings.setProperty(TRANSFORM + "type", HypertableTransform.class.getName());
        settings.setProperty(TRANSFORM + "settings", database.settings());
        settings.setProperty(TRANSFORM + "hostname", database.host());
        settings.setProperty(TRANSFORM + "port", String.valueOf(database.port()));
        settings.setProperty(TRANSFORM + "dbname", database.name());
        settings.setProperty(TRANSFORM + "user", database.user());
        settings.setProperty(TRANSFORM + "password", database.password());
        settings.setProperty(TRANSFORM + "sslmode", database.sslMode());
    }
}
