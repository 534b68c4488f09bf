package org.opendatagov.cdc.capture.engine;

import io.debezium.pipeline.signal.channels.process.InProcessSignalChannel;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.opendatagov.cdc.capture.connector.Leadership;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.values.TextSettings;

/** The settings of Debezium's engine: Kafka's, the route's, and what the two can't say. The route has the last word. */
public class EngineSettings {

    /** The name of the post processor that reads values again which an update left alone. */
    public static final String RESELECT = "reselect";

    /** How long Debezium's reader rests when the WAL brings nothing. */
    private static final long REST_MILLIS = 10;

    private EngineSettings() {}

    public static Properties of(
            PostgresConnectorEmbeddedDebeziumConfiguration route, SourceDatabase database, Map<String, Object> kafka) {
        Properties settings = new Properties();
        kafka.forEach((name, value) -> settings.setProperty(name, String.valueOf(value)));
        settings.setProperty("converter.schemas.enable", "false");
        // Debezium would otherwise build a text of every event for a metric that nobody reads.
        settings.setProperty("statistics.metrics.enabled", "false");
        // A null in a column that has a default would otherwise come as the default.
        settings.setProperty("converter.replace.null.with.default", "false");
        settings.setProperty("post.processors." + RESELECT + ".type", UnchangedValues.class.getName());
        TextSettings.asDefaults(settings);
        // Debezium hands times in a key over as texts, which PostgreSQL else refuses to compare with times.
        settings.setProperty("driver.stringtype", "unspecified");
        // What an incremental snapshot fails to read is no reason to end the stream.
        settings.setProperty("driver.raiseExceptionOnSilentRollback", "false");
        // An incremental snapshot then needs no table to write to, and runs on a standby too.
        settings.setProperty("read.only", "true");
        settings.putAll(route.createDebeziumConfiguration().asProperties());
        settings.setProperty("connector.class", CaptureConnector.class.getName());
        TextSettings.always(settings, database);
        // An event that is there doesn't wait for others: the route's interval is an upper bound.
        settings.setProperty("poll.interval.ms", String.valueOf(Math.min(route.getPollIntervalMs(), REST_MILLIS)));
        settings.setProperty(CaptureTask.QUEUE_BYTES, String.valueOf(route.getMaxQueueSizeInBytes()));
        settings.setProperty("max.queue.size.in.bytes", "0");
        settings.merge(
                "signal.enabled.channels",
                InProcessSignalChannel.CHANNEL_NAME + "," + SnapshotRequests.CHANNEL,
                (chosen, always) -> chosen + "," + always);
        endWithTheLease(settings);
        return settings;
    }

    /** A process that stands still loses its lead and, by this, its hold on the slot at about the same time. */
    private static void endWithTheLease(Properties settings) {
        String timeout = "-c wal_sender_timeout=" + Leadership.LEASE.toMillis();
        settings.merge("driver.options", timeout, (others, ours) -> others + " " + ours);
        settings.setProperty("status.update.interval.ms", String.valueOf(Leadership.LEASE.toMillis() / 4));
    }
}
