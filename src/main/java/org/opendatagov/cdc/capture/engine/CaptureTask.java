package org.opendatagov.cdc.capture.engine;

import io.debezium.bean.StandardBeanNames;
import io.debezium.config.Configuration;
import io.debezium.connector.base.QueueProviderService;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.jdbc.JdbcConnection;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.ErrorHandler;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.pipeline.spi.Offsets;
import io.debezium.pipeline.spi.Partition;
import io.debezium.service.Service;
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

    /** Setting: the highest LSN that the connector can have confirmed before this run, 0 when that isn't known. */
    static final String REACHED = "opendatagov.reached.lsn";

    /** How long an idle task waits before it sees that the reader has failed. */
    private static final long IDLE_MILLIS = 200;

    private final StreamSession session = new StreamSession();
    private volatile Configuration options;
    private volatile SnapshotGate gate;
    private volatile StreamedChange change;
    private volatile EventQueue queue;
    private volatile CatalogInTime catalog;
    private volatile boolean onlySnapshot;

    @Override
    public ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> start(Configuration config) {
        options = config;
        gate = new SnapshotGate(config.asMap());
        change = new StreamedChange();
        queue = new EventQueue(
                config.getInteger("max.queue.size", 8192),
                config.getLong(QUEUE_BYTES, 0),
                config.getInteger("max.batch.size", 2048),
                gate::stamped);
        onlySnapshot = "initial_only".equalsIgnoreCase(config.getString("snapshot.mode"));
        return super.start(config);
    }

    /** To be called for the first time when the task starts, and then again at each commit. */
    @Override
    protected Offsets<PostgresPartition, PostgresOffsetContext> getPreviousOffsets(
            Partition.Provider<PostgresPartition> partitions, OffsetContext.Loader<PostgresOffsetContext> loader) {
        return super.getPreviousOffsets(partitions, offset -> {
            if (gate.stored() == null) {
                gate.keep(offset);
            }
            return loader.load(StoredSnapshot.without(offset));
        });
    }

    @Override
    protected ReplicationConnection buildReplicationConnection(
            PostgresConnection connection, PostgresSchema schema, PostgresConnectorConfig settings)
            throws SQLException {
        session.open(connection);
        // From here on it is needed only while the other one isn't free.
        settings.getBeanRegistry()
                .lookupByName(StandardBeanNames.JDBC_CONNECTION, JdbcConnection.class)
                .close();
        catalog = new CatalogInTime(settings, connection.getTypeRegistry(), session);
        return TextStream.of(connection, catalog, change, schema, settings, options);
    }

    @Override
    protected void doStop() {
        super.doStop();
        if (catalog != null) {
            catalog.close();
        }
        if (gate != null) {
            gate.close();
        }
    }

    @Override
    protected void registerServiceProviders(ServiceRegistry services) {
        super.registerServiceProviders(services);
        services.registerServiceProvider(new QueueServiceProvider(queue));
        services.registerServiceProvider(new Provided<>(SnapshotGate.class, gate));
        services.registerServiceProvider(new Provided<>(StreamedChange.class, change));
        services.registerServiceProvider(new Provided<>(StreamSession.class, session));
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

    /** Hands something of the task's to classes that Debezium makes: {@link SnapshotSignals}, {@link UnchangedValues}. */
    private record Provided<T extends Service>(Class<T> type, T service) implements ServiceProvider<T> {

        @Override
        public T createService(Configuration configuration, ServiceRegistry services) {
            return service;
        }

        @Override
        public Class<T> getServiceClass() {
            return type;
        }
    }
}
