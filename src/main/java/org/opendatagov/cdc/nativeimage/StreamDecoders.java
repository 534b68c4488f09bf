package org.opendatagov.cdc.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The connection into which the service puts a decoder of its own. */
@RegisterForReflection(
        methods = false,
        classNames = "io.debezium.connector.postgresql.connection.PostgresReplicationConnection")
final class StreamDecoders {

    private StreamDecoders() {}
}
