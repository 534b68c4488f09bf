package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The schema that Kafka Connect's JSON converter puts around an envelope ({@code schemas.enable=true}). It names the JSON
 * columns, as the header {@link ColumnTypes#HEADER} does in records of this service.
 */
final class ConnectSchema {

    /** The name of the schema of Debezium's json and jsonb values, which are texts. */
    private static final String JSON = "io.debezium.data.Json";

    private ConnectSchema() {}

    /** Reads the column types from the schema at which the parser stands; none when it is not the schema of an envelope. */
    static ColumnTypes read(JsonParser parser) throws IOException {
        JsonNode schema = Json.MAPPER.readTree(parser);
        Map<String, String> types = new LinkedHashMap<>();
        for (JsonNode field : schema.path("fields")) {
            if (field.path("field").asText().equals("after")) {
                field.path("fields").forEach(column -> add(column, types));
            }
        }
        return ColumnTypes.of(types);
    }

    private static void add(JsonNode column, Map<String, String> types) {
        String name = column.path("field").asText();
        if (JSON.equals(column.path("name").asText())) {
            types.put(name, "JSONB");
        } else if (JSON.equals(column.at("/items/name").asText())) {
            types.put(name, "_JSONB");
        }
    }
}
