package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcOperation;

/**
 * One document as {@code _bulk} takes it.
 *
 * @param isDelete whether it is removed
 * @param lines the action and, unless it is a delete, the document; each ends with a line feed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are handed on, never compared
record BulkOperation(boolean isDelete, byte[] lines) {

    /**
     * Where a document goes.
     *
     * @param name an index or an alias of one
     * @param index the index behind the alias, or null when the name is no alias
     */
    record Target(String name, String index) {

        /** The index that is being built for a name. */
        static Target next(String name, String index) {
            return new Target(SearchIndices.nextOf(name), index);
        }

        /** Whether Elasticsearch must not make an index of that name when it isn't there. */
        boolean isAlias() {
            return index != null;
        }

        /**
         * Elasticsearch heeds {@code require_alias} for no delete, and would make an index of the alias's name. So deletes go to the index
         * itself; who sees afterwards that the alias has moved repeats them.
         */
        Target forDeletes() {
            return isAlias() ? new Target(index, null) : this;
        }
    }

    /** Accepts an equal version: the states of a row inside one transaction share one. */
    private static final String GTE = "external_gte";

    /** An index or delete action whose version is the row's commit position: an older one is refused, an equal one accepted. */
    static BulkOperation of(SearchRow row, Target target) {
        CdcEvent event = row.row().event();
        if (event.operation() == CdcOperation.DELETE) {
            return delete(row, target);
        }
        return new BulkOperation(false, RowJson.bytes(json -> {
            action(json, "index", target, row.id(), event.position(), GTE);
            document(json, event.after());
            json.writeRaw('\n');
        }));
    }

    /** Removes what {@link #of} wrote, and nothing newer. */
    static BulkOperation delete(SearchRow row, Target target) {
        long position = row.row().event().position();
        return new BulkOperation(true, RowJson.bytes(json -> {
            action(json, "delete", target.forDeletes(), row.id(), position, GTE);
            json.writeRaw('\n');
        }));
    }

    /**
     * Copies a document of the index in use to the one that is being built. A live write of the same version is at least as new,
     * so it stays.
     *
     * @param hit as a search with versions finds it
     */
    static BulkOperation copy(JsonNode hit, Target target) {
        return new BulkOperation(false, RowJson.bytes(json -> {
            String id = hit.path("_id").asText();
            action(json, "index", target, id, hit.path("_version").asLong(), "external");
            json.writeTree(hit.path("_source"));
            json.writeRaw('\n');
        }));
    }

    /** What is written next begins a line of its own. */
    private static void action(JsonGenerator json, String action, Target target, String id, long version, String type)
            throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart(action);
        json.writeStringField("_index", target.name());
        json.writeStringField("_id", id);
        json.writeNumberField("version", version);
        json.writeStringField("version_type", type);
        if (target.isAlias()) {
            json.writeBooleanField("require_alias", true);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Writes a row's document. */
    static void document(JsonGenerator json, ObjectNode row) throws IOException {
        SerializerProvider values = RowJson.writer();
        json.writeStartObject();
        for (Map.Entry<String, JsonNode> column : row.properties()) {
            json.writeFieldName(SearchFields.nameOf(column.getKey()));
            column.getValue().serialize(json, values);
        }
        json.writeEndObject();
    }
}
