package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** A column as a field of Elasticsearch: its name, and how its type is mapped. */
final class SearchFields {

    /** A type for each way in which fields are mapped. */
    private static final List<String> MAPPED_TYPES = List.of("JSONB", "NUMERIC", "FLOAT4", "TIMESTAMPTZ");

    /** Names that Elasticsearch keeps for itself: it refuses a document in which one is a field, or takes it for something else. */
    private static final Set<String> RESERVED = Set.of(
            "_all",
            "_data_stream_timestamp",
            "_doc_count",
            "_feature",
            "_field_names",
            "_id",
            "_ignored",
            "_ignored_source",
            "_index",
            "_index_mode",
            "_inference_fields",
            "_nested_path",
            "_parent",
            "_primary_term",
            "_recovery_source",
            "_routing",
            "_routing_hash",
            "_seq_no",
            "_size",
            "_source",
            "_tier",
            "_timestamp",
            "_tsid",
            "_ts_routing_hash",
            "_ttl",
            "_type",
            "_uid",
            "_version");

    private SearchFields() {}

    /**
     * The column's name, with {@code %2E} for a dot, which would make an object of the field, {@code %25} for a percent, {@code
     * %5F} for the underscore of a name that Elasticsearch keeps for itself, and {@code %20} for the spaces of a name that has nothing
     * else, which Elasticsearch refuses.
     */
    static String nameOf(String column) {
        if (column.indexOf('.') >= 0 || column.indexOf('%') >= 0) {
            return column.replace("%", "%25").replace(".", "%2E");
        }
        if (RESERVED.contains(column)) {
            return "%5F" + column.substring(1);
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

    /** Whether a type's values are JSON of any shape. */
    static boolean isJson(String type) {
        return type.equals("JSON") || type.equals("JSONB") || type.equals("HSTORE");
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
