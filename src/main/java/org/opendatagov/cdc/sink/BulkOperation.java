package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;

/**
 * One row as {@code _bulk} takes it.
 *
 * @param row the row
 * @param index where its document goes
 * @param lines the action and, for an upsert, the document; each ends with a line feed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are handed on, never compared
record BulkOperation(CdcRecord row, String index, byte[] lines) {

    /** An index or delete action whose version is the row's commit position: an older one is refused, an equal one accepted. */
    static BulkOperation of(CdcRecord row, String index, String id) {
        boolean delete = row.event().operation() == CdcOperation.DELETE;
        byte[] lines = RowJson.bytes(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart(delete ? "delete" : "index");
            json.writeStringField("_index", index);
            json.writeStringField("_id", id);
            json.writeNumberField("version", row.event().position());
            json.writeStringField("version_type", "external_gte");
            json.writeEndObject();
            json.writeEndObject();
            if (!delete) {
                document(json, row.event().after());
            }
            json.writeRaw('\n');
        });
        return new BulkOperation(row, index, lines);
    }

    private static void document(JsonGenerator json, ObjectNode row) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, JsonNode> column : row.properties()) {
            json.writeFieldName(SearchFields.nameOf(column.getKey()));
            json.writeTree(column.getValue());
        }
        json.writeEndObject();
    }

    boolean isDelete() {
        return row.event().operation() == CdcOperation.DELETE;
    }
}
