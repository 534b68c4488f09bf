package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;

/**
 * One row as {@code _bulk} takes it.
 *
 * @param row the row
 * @param lines the action and, for an upsert, the document; each ends with a line feed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are handed on, never compared
record BulkOperation(CdcRecord row, byte[] lines) {

    /** An index or delete action whose version is the row's commit position: an older one is refused, an equal one accepted. */
    static BulkOperation of(CdcRecord row, String index, String id) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(1024);
        boolean delete = row.event().operation() == CdcOperation.DELETE;
        try {
            try (JsonGenerator json = RowJson.MAPPER.createGenerator(lines)) {
                json.writeStartObject();
                json.writeObjectFieldStart(delete ? "delete" : "index");
                json.writeStringField("_index", index);
                json.writeStringField("_id", id);
                json.writeNumberField("version", row.event().position());
                json.writeStringField("version_type", "external_gte");
                json.writeEndObject();
                json.writeEndObject();
                if (!delete) {
                    json.writeTree(row.event().after());
                }
                json.writeRaw('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can't fail", e);
        }
        return new BulkOperation(row, lines.toByteArray());
    }

    boolean isDelete() {
        return row.event().operation() == CdcOperation.DELETE;
    }
}
