package org.opendatagov.cdc.nativeimage;

import io.debezium.pipeline.source.snapshot.incremental.AbstractIncrementalSnapshotChangeEventSource;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What the service's own snapshots on demand take over from Debezium's. */
@RegisterForReflection(methods = false, targets = AbstractIncrementalSnapshotChangeEventSource.class)
final class SnapshotFields {

    private SnapshotFields() {}
}
