package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A field that isn't mapped as its column's present type asks for, most likely since the type was another when the index was made.
 *
 * @param name the field
 * @param sentence says so
 */
record OlderField(String name, String sentence) {

    /**
     * Those of an index.
     *
     * @param mapped the fields of the index
     * @param wanted the mappings that the columns' types ask for, by field
     * @param types the named types, by column
     */
    static List<OlderField> of(JsonNode mapped, ObjectNode wanted, Map<String, String> types) {
        List<OlderField> older = new ArrayList<>();
        types.forEach((column, type) -> {
            String name = SearchFields.nameOf(column);
            JsonNode present = mapped.path(name);
            if (present.isObject() && wanted.has(name) && !suits(present, wanted.path(name))) {
                older.add(new OlderField(name, sentence(name, present) + " while its column is " + type + " now."));
            }
        });
        mapped.properties().forEach(field -> {
            boolean isNamed = types.keySet().stream()
                    .anyMatch(column -> SearchFields.nameOf(column).equals(field.getKey()));
            if (!isNamed && "flattened".equals(field.getValue().path("type").asText())) {
                older.add(new OlderField(
                        field.getKey(),
                        sentence(field.getKey(), field.getValue()) + " while its column isn't JSON now."));
            }
        });
        return older;
    }

    private static String sentence(String name, JsonNode present) {
        return "the index maps " + name + " as " + present.path("type").asText("object") + ",";
    }

    private static boolean suits(JsonNode present, JsonNode wanted) {
        String type = SearchFields.typeMappedSo(present);
        return present.path("type").equals(wanted.path("type"))
                || (type != null && type.equals(SearchFields.typeMappedSo(wanted)));
    }
}
