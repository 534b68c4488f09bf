package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The schema that Kafka Connect's JSON converter puts around an envelope ({@code schemas.enable=true}). It tells JSON, timestamptz and floating point
 * columns, as the header {@link ColumnTypes#HEADER} does in records of this service.
 */
final class ConnectSchema {

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
        String type = typeOf(column);
        String element = typeOf(column.path("items"));
        if (type != null) {
            types.put(column.path("field").asText(), type);
        } else if (element != null) {
            types.put(column.path("field").asText(), "_" + element);
        }
    }

    private static String typeOf(JsonNode schema) {
        return switch (schema.path("name").asText()) {
            case "io.debezium.data.Json" -> "JSONB";
            case "io.debezium.time.ZonedTimestamp" -> "TIMESTAMPTZ";
            case "" ->
                switch (schema.path("type").asText()) {
                    case "float" -> "FLOAT4";
                    case "double" -> "FLOAT8";
                    default -> null;
                };
            default -> null;
        };
    }
}
