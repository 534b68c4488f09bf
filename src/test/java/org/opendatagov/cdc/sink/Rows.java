package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.ColumnTypes;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.event.SnapshotMarker;

/** Records as a delivery route gets them. */
final class Rows {

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Rows() {}

    static CdcRecord create(String table, String key, long position, String row) {
        return record(CdcOperation.CREATE, table, new RowKey(List.of(key)), position, row);
    }

    static CdcRecord update(String table, String key, long position, String row) {
        return record(CdcOperation.UPDATE, table, new RowKey(List.of(key)), position, row);
    }

    static CdcRecord delete(String table, String key, long position) {
        return record(CdcOperation.DELETE, table, new RowKey(List.of(key)), position, null);
    }

    static CdcRecord record(CdcOperation operation, String table, RowKey key, long position, String row) {
        CdcEvent event = new CdcEvent(
                operation,
                "odg",
                "public",
                table,
                "cdc.odg",
                null,
                row == null ? null : parse(row),
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                position,
                1L,
                SnapshotMarker.FALSE,
                position);
        byte[] keyBytes = key == null ? null : key.text().getBytes(StandardCharsets.UTF_8);
        byte[] value = row == null ? null : row.getBytes(StandardCharsets.UTF_8);
        return new CdcRecord(key, event, new ConsumerRecord<>("cdc.odg.public." + table, 0, position, keyBytes, value));
    }

    /** The record as it comes when a column's type is jsonb. */
    static CdcRecord withJson(String column, CdcRecord row) {
        return withType(column, "jsonb", row);
    }

    /** The record as it comes when a column has a type that its header names. */
    static CdcRecord withType(String column, String type, CdcRecord row) {
        row.source()
                .headers()
                .add(ColumnTypes.HEADER, ColumnTypes.of(Map.of(column, type)).toHeader());
        return row;
    }

    /** The record as it comes when columns have types that its header names. */
    static CdcRecord withTypes(Map<String, String> types, CdcRecord row) {
        row.source()
                .headers()
                .add(ColumnTypes.HEADER, ColumnTypes.of(new TreeMap<>(types)).toHeader());
        return row;
    }

    static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
