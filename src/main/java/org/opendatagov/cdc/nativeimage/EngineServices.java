package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What Debezium's engine finds through {@code ServiceLoader}: every class that its service files name. The files themselves
 * are among the resources in {@code application.properties}.
 */
@RegisterForReflection(
        methods = false,
        fields = false,
        classNames = {
            "io.debezium.connector.base.DefaultQueueProvider",
            "io.debezium.connector.postgresql.snapshot.lock.NoSnapshotLock",
            "io.debezium.connector.postgresql.snapshot.lock.SharedSnapshotLock",
            "io.debezium.connector.postgresql.snapshot.query.SelectAllSnapshotQuery",
            "io.debezium.embedded.async.ConvertingAsyncEngineBuilderFactory",
            "io.debezium.pipeline.notification.channels.LogNotificationChannel",
            "io.debezium.pipeline.notification.channels.SinkNotificationChannel",
            "io.debezium.pipeline.notification.channels.jmx.JmxNotificationChannel",
            "io.debezium.pipeline.signal.actions.StandardActionProvider",
            "io.debezium.pipeline.signal.channels.FileSignalChannel",
            "io.debezium.pipeline.signal.channels.KafkaSignalChannel",
            "io.debezium.pipeline.signal.channels.SourceSignalChannel",
            "io.debezium.pipeline.signal.channels.jmx.JmxSignalChannel",
            "io.debezium.pipeline.signal.channels.process.InProcessSignalChannel",
            "io.debezium.snapshot.lock.NoLockingSupport",
            "io.debezium.snapshot.mode.AlwaysSnapshotter",
            "io.debezium.snapshot.mode.ConfigurationBasedSnapshotter",
            "io.debezium.snapshot.mode.InitialOnlySnapshotter",
            "io.debezium.snapshot.mode.InitialSnapshotter",
            "io.debezium.snapshot.mode.NoDataSnapshotter",
            "io.debezium.snapshot.mode.RecoverySnapshotter",
            "io.debezium.snapshot.mode.WhenNeededNoDataSnapshotter",
            "io.debezium.snapshot.mode.WhenNeededSnapshotter",
            "org.opendatagov.cdc.capture.engine.SnapshotSignals",
        })
final class EngineServices {

    private EngineServices() {}
}
