package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A column as a field of Elasticsearch: its name, and how its type is mapped. */
final class SearchFields {

    /** A type for each way in which fields are mapped. */
    private static final List<String> MAPPED_TYPES = List.of("JSONB", "NUMERIC", "FLOAT4", "TIMESTAMPTZ");

    private SearchFields() {}

    /**
     * The column's name, with {@code %2E} for a dot, which would make an object of the field, {@code %25} for a percent, and {@code
     * %20} for the spaces of a name that has nothing else, which Elasticsearch refuses.
     */
    static String nameOf(String column) {
        if (column.indexOf('.') >= 0 || column.indexOf('%') >= 0) {
            return column.replace("%", "%25").replace(".", "%2E");
        }
        return column.isBlank() ? column.replace(" ", "%20") : column;
    }

    /**
     * The mapping for a type of {@link org.opendatagov.cdc.event.ColumnTypes}, or null when Elasticsearch's own choice is right. A
     * value that a field can't index, the number {@code NaN} say, stays in the document.
     *
     * @param flattened whether JSON is an object in every row, whose parts can be searched
     */
    static ObjectNode mappingOf(String type, boolean flattened) {
        return switch (type) {
            case "JSON", "JSONB", "HSTORE" ->
                flattened
                        ? field("flattened").put("ignore_above", 1024).put("depth_limit", 200)
                        : field("object").put("enabled", false);
            case "NUMERIC", "DECIMAL", "MONEY", "FLOAT8" -> field("double").put("ignore_malformed", true);
            case "FLOAT4" -> field("float").put("ignore_malformed", true);
            case "DATE", "TIMESTAMP", "TIMESTAMPTZ" -> time();
            default -> null;
        };
    }

    /** A type whose fields are mapped so, or null when the mapping isn't one of ours. */
    static String typeMappedSo(JsonNode mapping) {
        return MAPPED_TYPES.stream()
                .filter(type -> mappingOf(type, false).equals(mapping)
                        || mappingOf(type, true).equals(mapping))
                .findFirst()
                .orElse(null);
    }

    private static ObjectNode time() {
        ObjectNode time =
                field("date").put("format", "strict_date_optional_time").put("ignore_malformed", true);
        time.putObject("fields").set("keyword", field("keyword").put("ignore_above", 1024));
        return time;
    }

    private static ObjectNode field(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
