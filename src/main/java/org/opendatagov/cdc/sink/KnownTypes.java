package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The types of columns that rows have come with, in the {@code _meta} of an index: by table, as of the highest place in the commit order. So any
 * process that rebuilds the index knows the tables' present types, also after a restart, and whichever process has delivered the rows.
 */
final class KnownTypes {

    private static final String OURS = "opendatagov-cdc";
    private static final String TYPES = "types";
    private static final String POSITION = "position";

    private KnownTypes() {}

    /**
     * Takes the types of a row's table into account.
     *
     * @param meta what the index has as {@code _meta}, or a missing node
     * @return the new {@code _meta}, or null when it stays as it is: the types are known, or it has those of a later row
     */
    static ObjectNode with(JsonNode meta, String table, long position, Map<String, String> types) {
        JsonNode known = meta.path(OURS).path(table);
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        types.forEach(found::put);
        if (found.equals(known.path(TYPES)) || known.path(POSITION).asLong() > position) {
            return null;
        }
        ObjectNode next = IndexMaker.object(meta);
        ObjectNode ofTable = next.withObjectProperty(OURS).putObject(table);
        ofTable.put(POSITION, position);
        ofTable.set(TYPES, found);
        return next;
    }

    /** The types of columns, of all tables of an index together; null when nothing is known. */
    static Map<String, String> in(JsonNode meta) {
        if (!meta.path(OURS).isObject()) {
            return null;
        }
        Map<String, String> types = new LinkedHashMap<>();
        StreamSupport.stream(meta.path(OURS).spliterator(), false)
                .sorted(Comparator.comparingLong(table -> table.path(POSITION).asLong()))
                .forEach(table -> table.path(TYPES)
                        .properties()
                        .forEach(column ->
                                types.put(column.getKey(), column.getValue().asText())));
        return types;
    }

    /** Puts what one index knows into the {@code _meta} of the one that takes its place. */
    static void carry(JsonNode meta, ObjectNode mappings) {
        if (meta.path(OURS).isObject()) {
            mappings.withObjectProperty("_meta").set(OURS, meta.path(OURS));
        }
    }
}
