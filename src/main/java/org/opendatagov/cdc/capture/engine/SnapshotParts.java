package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.pipeline.notification.NotificationService;
import io.debezium.pipeline.source.snapshot.incremental.AbstractIncrementalSnapshotChangeEventSource;
import io.debezium.pipeline.source.snapshot.incremental.IncrementalSnapshotChangeEventSource;
import io.debezium.pipeline.source.spi.DataChangeEventListener;
import io.debezium.pipeline.source.spi.SnapshotProgressListener;
import java.lang.reflect.Field;

/**
 * What Debezium has made its incremental snapshots of, taken over from them: it offers no way to make one's own.
 *
 * @param connection the session of the thread that streams
 * @param progress counts for Debezium's metrics
 * @param changes counts for Debezium's metrics
 * @param notifications Debezium's notifications
 */
record SnapshotParts(
        PostgresConnection connection,
        SnapshotProgressListener<PostgresPartition> progress,
        DataChangeEventListener<PostgresPartition> changes,
        NotificationService<PostgresPartition, PostgresOffsetContext> notifications) {

    @SuppressWarnings("unchecked") // Debezium's own types, which reflection doesn't tell
    static SnapshotParts of(IncrementalSnapshotChangeEventSource<?, ?> debezium) {
        return new SnapshotParts(
                (PostgresConnection) value(debezium, "jdbcConnection"),
                (SnapshotProgressListener<PostgresPartition>) value(debezium, "progressListener"),
                (DataChangeEventListener<PostgresPartition>) value(debezium, "dataListener"),
                (NotificationService<PostgresPartition, PostgresOffsetContext>) value(debezium, "notificationService"));
    }

    private static Object value(Object owner, String name) {
        try {
            Field field = AbstractIncrementalSnapshotChangeEventSource.class.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Debezium's incremental snapshots have no " + name + " any more", e);
        }
    }
}
