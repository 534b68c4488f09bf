package org.opendatagov.cdc.capture.engine;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.signal.actions.SignalAction;
import io.debezium.pipeline.signal.actions.SignalActionProvider;
import io.debezium.pipeline.source.snapshot.incremental.IncrementalSnapshotChangeEventSource;
import io.debezium.pipeline.spi.Partition;
import io.debezium.spi.schema.DataCollectionId;
import java.util.Map;
import java.util.Optional;

/**
 * Puts {@link SnapshotSource} before Debezium's incremental snapshots. Debezium finds this class as a service, and calls it in the
 * thread that streams, after the snapshot and before the stream. It adds no signals of its own.
 */
public class SnapshotSignals implements SignalActionProvider {

    @Override
    public <P extends Partition> Map<String, SignalAction<P>> createActions(
            EventDispatcher<P, ? extends DataCollectionId> dispatcher,
            ChangeEventSourceCoordinator<P, ?> coordinator,
            CommonConnectorConfig config) {
        SnapshotGate gate = config.getServiceRegistry().tryGetService(SnapshotGate.class);
        if (gate != null) {
            install(dispatcher);
            gate.open();
        }
        return Map.of();
    }

    private static <P extends Partition, T extends DataCollectionId> void install(EventDispatcher<P, T> dispatcher) {
        IncrementalSnapshotChangeEventSource<P, T> source = dispatcher.getIncrementalSnapshotChangeEventSource();
        if (source != null) {
            dispatcher.setIncrementalSnapshotChangeEventSource(Optional.of(new SnapshotSource<>(source, dispatcher)));
        }
    }
}
