package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Beans whose methods {@code routes/admin.yaml} names. */
@RegisterForReflection(
        fields = false,
        classNames = {
            "org.opendatagov.cdc.admin.ConnectorCalls",
            "org.opendatagov.cdc.admin.DeadLetterCalls",
            "org.opendatagov.cdc.admin.Diagnostics",
            "org.opendatagov.cdc.admin.FlowCalls",
            "org.opendatagov.cdc.admin.LagCalls",
            "org.opendatagov.cdc.admin.LoggerCalls",
            "org.opendatagov.cdc.admin.OffsetCalls",
            "org.opendatagov.cdc.admin.PluginCalls",
            "org.opendatagov.cdc.admin.PostedCalls",
            "org.opendatagov.cdc.admin.PreflightCalls",
            "org.opendatagov.cdc.admin.RebuildCalls",
            "org.opendatagov.cdc.admin.RouteCalls",
            "org.opendatagov.cdc.admin.SnapshotCalls",
            "org.opendatagov.cdc.admin.SupportCalls",
            "org.opendatagov.cdc.admin.VerifyCalls",
            "org.opendatagov.cdc.admin.WaitCalls",
            "org.opendatagov.cdc.admin.Worker",
        })
final class AdminCalls {

    private AdminCalls() {}
}
