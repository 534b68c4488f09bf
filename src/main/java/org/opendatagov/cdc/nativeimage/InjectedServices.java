package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Debezium gives these what they need by looking for annotated methods among theirs, and passes over in silence what isn't
 * registered.
 */
@RegisterForReflection(
        fields = false,
        classNames = {"io.debezium.processors.PostProcessorRegistry"})
final class InjectedServices {

    private InjectedServices() {}
}
