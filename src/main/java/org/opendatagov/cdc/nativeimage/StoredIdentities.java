package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What the offset's entry is written and read by as JSON. */
@RegisterForReflection(
        classNames = {
            "org.opendatagov.cdc.capture.continuity.PublicationIdentity",
            "org.opendatagov.cdc.capture.continuity.SourceIdentity",
            "org.opendatagov.cdc.capture.continuity.StreamGap",
            "org.opendatagov.cdc.capture.continuity.TablesSeen",
            "org.opendatagov.cdc.capture.engine.SnapshotOutcome",
        })
final class StoredIdentities {

    private StoredIdentities() {}
}
