package org.opendatagov.cdc.capture.engine;

import io.debezium.pipeline.signal.channels.process.InProcessSignalChannel;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.opendatagov.cdc.capture.connector.Leadership;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.values.TextSettings;

/**
 * The settings of Debezium's engine: the route's, what it can't say, and Kafka's, which stay apart. The route has the last word over its
 * own.
 */
public class EngineSettings {

    /** The name of the post processor that reads values again which an update left alone. */
    public static final String RESELECT = "reselect";

    /** How long Debezium's reader rests when the WAL brings nothing. */
    private static final long REST_MILLIS = 10;

    private EngineSettings() {}

    public static Properties of(
            PostgresConnectorEmbeddedDebeziumConfiguration route, SourceDatabase database, Map<String, Object> kafka) {
        Properties settings = new Properties();
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
        settings.putAll(route.createDebeziumConfiguration().asProperties());
        // An incremental snapshot then needs no table to write to, and runs on a standby too.
        settings.setProperty("read.only", "true");
        settings.setProperty("connector.class", CaptureConnector.class.getName());
        TextSettings.always(settings, database);
        // An event that is there doesn't wait for others: the route's interval is an upper bound.
        settings.setProperty("poll.interval.ms", String.valueOf(Math.min(route.getPollIntervalMs(), REST_MILLIS)));
        settings.setProperty(CaptureTask.QUEUE_BYTES, String.valueOf(route.getMaxQueueSizeInBytes()));
        settings.setProperty("max.queue.size.in.bytes", "0");
        settings.merge(
                "signal.enabled.channels",
                InProcessSignalChannel.CHANNEL_NAME,
                (chosen, always) -> chosen + "," + always);
        if (threads(settings) > 1) {
            // Debezium's newer way counts each table first, and reads its parts without a bound on what the driver
            // keeps in memory.
            settings.putIfAbsent("legacy.snapshot.max.threads", "true");
        }
        endWithTheLease(settings);
        KafkaSettings.put(kafka, settings);
        return settings;
    }

    /**
     * Names the highest LSN that the connector can have confirmed before this run, so that a slot which is beyond it at the start is seen.
     */
    public static void startAfter(Properties settings, long reached) {
        settings.setProperty(CaptureTask.REACHED, String.valueOf(reached));
    }

    /** How many threads read tables in the snapshot before the stream, each with a session of its own. */
    public static int threads(Properties settings) {
        return Integer.parseInt(
                settings.getProperty("snapshot.max.threads", "1").strip());
    }

    /** A process that stands still loses its lead and, by this, its hold on the slot at about the same time. */
    private static void endWithTheLease(Properties settings) {
        String timeout = "-c wal_sender_timeout=" + Leadership.LEASE.toMillis();
        settings.merge("driver.options", timeout, (others, ours) -> others + " " + ours);
        settings.setProperty("status.update.interval.ms", String.valueOf(Leadership.LEASE.toMillis() / 4));
    }
}
