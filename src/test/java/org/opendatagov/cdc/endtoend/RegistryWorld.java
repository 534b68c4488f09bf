package org.opendatagov.cdc.endtoend;

import org.opendatagov.cdc.servers.SchemaRegistryServer;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** A world with a schema registry in which all events are Avro. It has rows from before the service's start. */
final class RegistryWorld extends World {

    final SchemaRegistryServer registry = new SchemaRegistryServer("avro-registry");

    RegistryWorld() throws Exception {
        super("avro");
        try {
            registry.start();
            // Confluent's registry has this level from the start.
            registry.allow("BACKWARD");
            startServers();
            EarlierRows.insert(this);
            startService(environment());
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    @Override
    ServiceEnvironment environment() {
        return super.environment().schemaRegistry(registry).with("CDC_FORMAT", "avro");
    }

    @Override
    public void close() {
        try (registry) {
            super.close();
        }
    }
}
