package org.opendatagov.cdc.schemas;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.avro.AvroFactory;
import com.fasterxml.jackson.dataformat.avro.AvroSchema;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.opendatagov.cdc.event.Payloads;

/**
 * Opens keys and values in Avro, which begin with a zero and the id of their schema in a registry, and any others as JSON, which never begins
 * so. Opening waits for the registry when a schema is new, and throws a {@link SchemaProblem} when it can't be had.
 */
@Singleton
@Unremovable
public final class RegistryPayloads implements Payloads {

    private final SchemaRegistry registry;
    private final AvroFactory avro = new AvroFactory();
    private final Map<Integer, Known> schemas = new ConcurrentHashMap<>();

    private record Known(AvroSchema schema, boolean escapedNames) {}

    @Inject
    public RegistryPayloads(SchemaRegistry registry) {
        this.registry = registry;
    }

    @Override
    public JsonParser open(byte[] data) throws IOException {
        if (data.length <= AvroConverter.PREFIX || data[0] != AvroConverter.MAGIC) {
            return Payloads.JSON.open(data);
        }
        Known known = known(ByteBuffer.wrap(data).getInt(1));
        JsonParser parser = avro.createParser(data, AvroConverter.PREFIX, data.length - AvroConverter.PREFIX);
        parser.setSchema(known.schema());
        return new AvroAsJson(parser, known.escapedNames());
    }

    private Known known(int id) {
        Known known = schemas.get(id);
        if (known == null) {
            Schema schema = registry.schemaOf(id);
            known = new Known(new AvroSchema(schema), AvroNames.mayHaveEscapes(schema.toString()));
            schemas.put(id, known);
        }
        return known;
    }
}
