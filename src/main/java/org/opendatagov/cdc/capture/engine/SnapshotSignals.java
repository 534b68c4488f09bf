package org.opendatagov.cdc.capture.engine;

import io.debezium.bean.StandardBeanNames;
import io.debezium.bean.spi.BeanRegistry;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.signal.actions.SignalAction;
import io.debezium.pipeline.signal.actions.SignalActionProvider;
import io.debezium.pipeline.spi.Offsets;
import io.debezium.pipeline.spi.Partition;
import io.debezium.relational.TableId;
import io.debezium.spi.schema.DataCollectionId;
import java.util.Map;
import java.util.Optional;
import org.opendatagov.cdc.capture.values.TableSchemas;

/**
 * Puts {@link SnapshotSource} in the place of Debezium's incremental snapshots. Debezium finds this class as a service, and calls it in the
 * thread that streams, after the snapshot and before the stream. It adds the signal of {@link MissedDeletes}.
 */
public class SnapshotSignals implements SignalActionProvider {

    /** What a page of rows may take of the heap; events of twice that are in memory at a time. */
    private static final int PART_OF_HEAP = 16;

    @Override
    @SuppressWarnings("unchecked") // a task of PostgreSQL's has no other partition
    public <P extends Partition> Map<String, SignalAction<P>> createActions(
            EventDispatcher<P, ? extends DataCollectionId> dispatcher,
            ChangeEventSourceCoordinator<P, ?> coordinator,
            CommonConnectorConfig config) {
        SnapshotGate gate = config.getServiceRegistry().tryGetService(SnapshotGate.class);
        if (gate == null) {
            return Map.of();
        }
        SignalAction<PostgresPartition> deletes = install(dispatcher, (PostgresConnectorConfig) config, gate);
        gate.open();
        return Map.of(MissedDeletes.SIGNAL, (SignalAction<P>) deletes);
    }

    @SuppressWarnings("unchecked") // a task of PostgreSQL's has no other dispatcher
    private static SignalAction<PostgresPartition> install(
            EventDispatcher<?, ?> ofTask, PostgresConnectorConfig config, SnapshotGate gate) {
        EventDispatcher<PostgresPartition, TableId> dispatcher = (EventDispatcher<PostgresPartition, TableId>) ofTask;
        SnapshotParts parts = SnapshotParts.of(dispatcher.getIncrementalSnapshotChangeEventSource());
        BeanRegistry beans = config.getBeanRegistry();
        TableSchemas schemas = new TableSchemas(
                config,
                Configuration.from(gate.settings()),
                parts.connection(),
                beans.lookupByName(StandardBeanNames.VALUE_CONVERTER, PostgresValueConverter.class));
        SnapshotSearch search = new SnapshotSearch(
                config, parts.connection(), Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
        gate.endWith(search::close);
        SnapshotReader reader = new SnapshotReader(
                config,
                parts,
                schemas,
                dispatcher,
                beans.lookupByName(StandardBeanNames.DATABASE_SCHEMA, PostgresSchema.class),
                search,
                gate);
        SnapshotSource source = new SnapshotSource(reader, dispatcher, gate);
        dispatcher.setIncrementalSnapshotChangeEventSource(Optional.of(source));
        if (gate.stored() != null) {
            // If the task has taken a snapshot of all tables since, the stream has another offset, and this is over.
            Offsets<?, PostgresOffsetContext> loaded =
                    (Offsets<?, PostgresOffsetContext>) beans.lookupByName(StandardBeanNames.OFFSETS, Offsets.class);
            StoredSnapshot.restore(loaded.getTheOnlyOffset(), gate.stored());
        }
        MissedDeletes deletes = new MissedDeletes(parts, schemas, dispatcher);
        return signal -> {
            source.carryOut(() -> deletes.publish(signal));
            return true;
        };
    }
}
