package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
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

    /** Accepts an equal version: the states of a row inside one transaction share one. */
    private static final String GTE = "external_gte";

    /** An index or delete action whose version is the row's commit position: an older one is refused, an equal one accepted. */
    static BulkOperation of(SearchRow row) {
        return of(row, row.index(), false);
    }

    /** The same for the index that is being built, which has to be there yet. */
    static BulkOperation toNext(SearchRow row) {
        return of(row, SearchIndices.nextOf(row.index()), true);
    }

    /** Takes back what {@link #toNext} wrote. */
    static BulkOperation takenBack(SearchRow row) {
        long position = row.row().event().position();
        return new BulkOperation(true, RowJson.bytes(json -> {
            action(json, "delete", SearchIndices.nextOf(row.index()), row.id(), position, GTE, true);
            json.writeRaw('\n');
        }));
    }

    /**
     * Copies a document of the index in use to the one that is being built. A live write of the same version is at least as new,
     * so it stays.
     *
     * @param hit as a search with versions finds it
     */
    static BulkOperation copy(JsonNode hit, String name) {
        return new BulkOperation(false, RowJson.bytes(json -> {
            String id = hit.path("_id").asText();
            action(
                    json,
                    "index",
                    SearchIndices.nextOf(name),
                    id,
                    hit.path("_version").asLong(),
                    "external",
                    true);
            json.writeTree(hit.path("_source"));
            json.writeRaw('\n');
        }));
    }

    private static BulkOperation of(SearchRow row, String index, boolean alias) {
        CdcEvent event = row.row().event();
        boolean delete = event.operation() == CdcOperation.DELETE;
        return new BulkOperation(delete, RowJson.bytes(json -> {
            action(json, delete ? "delete" : "index", index, row.id(), event.position(), GTE, alias);
            if (!delete) {
                document(json, event.after());
            }
            json.writeRaw('\n');
        }));
    }

    /** What is written next begins a line of its own. */
    private static void action(
            JsonGenerator json, String action, String index, String id, long version, String type, boolean alias)
            throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart(action);
        json.writeStringField("_index", index);
        json.writeStringField("_id", id);
        json.writeNumberField("version", version);
        json.writeStringField("version_type", type);
        if (alias) {
            json.writeBooleanField("require_alias", true);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Writes a row's document. */
    static void document(JsonGenerator json, ObjectNode row) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, JsonNode> column : row.properties()) {
            json.writeFieldName(SearchFields.nameOf(column.getKey()));
            json.writeTree(column.getValue());
        }
        json.writeEndObject();
    }
}
