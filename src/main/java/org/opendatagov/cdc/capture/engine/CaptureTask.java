package org.opendatagov.cdc.capture.engine;

import io.debezium.config.Configuration;
import io.debezium.connector.base.QueueProviderService;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.ErrorHandler;
import io.debezium.service.spi.ServiceProvider;
import io.debezium.service.spi.ServiceRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's PostgreSQL task over an {@link EventQueue}: an event that has been read is handed on at once, and the queue is
 * bounded by bytes at little cost; and over a {@link TextStream}. Debezium makes it itself, from the connector's {@code taskClass}.
 */
public class CaptureTask extends PostgresConnectorTask {

    /** Setting: how many bytes of events the queue holds, 0 for no bound. Debezium's own would make its queue count too. */
    static final String QUEUE_BYTES = "opendatagov.queue.bytes";

    /** How long an idle task waits before it sees that the reader has failed. */
    private static final long IDLE_MILLIS = 200;

    private volatile Configuration options;
    private volatile SnapshotGate gate;
    private volatile EventQueue queue;
    private volatile PostgresConnection catalog;
    private volatile boolean onlySnapshot;

    @Override
    public ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> start(Configuration config) {
        options = config;
        queue = new EventQueue(
                config.getInteger("max.queue.size", 8192),
                config.getLong(QUEUE_BYTES, 0),
                config.getInteger("max.batch.size", 2048));
        gate = new SnapshotGate(config.asMap());
        onlySnapshot = "initial_only".equalsIgnoreCase(config.getString("snapshot.mode"));
        return super.start(config);
    }

    @Override
    protected ReplicationConnection buildReplicationConnection(
            PostgresConnection connection, PostgresSchema schema, PostgresConnectorConfig settings)
            throws SQLException {
        catalog = new CatalogInTime(settings, connection.getTypeRegistry());
        return TextStream.of(connection, catalog, schema, settings, options);
    }

    @Override
    protected void doStop() {
        super.doStop();
        if (catalog != null) {
            catalog.close();
        }
    }

    @Override
    protected void registerServiceProviders(ServiceRegistry services) {
        super.registerServiceProviders(services);
        services.registerServiceProvider(new QueueServiceProvider(queue));
        services.registerServiceProvider(new GateProvider(gate));
    }

    @Override
    public List<SourceRecord> doPoll() throws InterruptedException {
        boolean last = onlySnapshot && gate.isOpen();
        List<SourceRecord> events = queue.take(IDLE_MILLIS);
        if (last && events.isEmpty()) {
            throw new SnapshotDone();
        }
        // What was read before the reader failed is still delivered.
        return events.isEmpty() && hasFailed() ? super.doPoll() : events;
    }

    private boolean hasFailed() {
        Optional<ErrorHandler> errors = getErrorHandler();
        return errors.isPresent() && errors.get().getProducerThrowable() != null;
    }

    /** Takes the place of Debezium's provider of queues. */
    private record QueueServiceProvider(EventQueue queue) implements ServiceProvider<QueueProviderService> {

        @Override
        public QueueProviderService createService(Configuration configuration, ServiceRegistry services) {
            return new QueueProviderService(queue);
        }

        @Override
        public Class<QueueProviderService> getServiceClass() {
            return QueueProviderService.class;
        }
    }

    /** For {@link SnapshotSignals} and {@link SnapshotRequests}. */
    private record GateProvider(SnapshotGate gate) implements ServiceProvider<SnapshotGate> {

        @Override
        public SnapshotGate createService(Configuration configuration, ServiceRegistry services) {
            return gate;
        }

        @Override
        public Class<SnapshotGate> getServiceClass() {
            return SnapshotGate.class;
        }
    }
}
