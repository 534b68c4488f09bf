package org.opendatagov.cdc.capture.rows;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableSchema;
import io.debezium.util.ColumnUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.values.ColumnTypeHeaders;
import org.opendatagov.cdc.capture.values.IncompleteRow;
import org.opendatagov.cdc.capture.values.TableSchemas;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcEventDeserializer;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.ColumnTypes;
import org.opendatagov.cdc.event.CommitPosition;
import org.opendatagov.cdc.event.RowKey;
import org.opendatagov.cdc.event.UnavailableColumns;

/**
 * Makes of a table's rows what a consumer makes of their events: Debezium's schema of the table and its converters, plain JSON, and the
 * reading of that. So nothing that a row looks like is said twice.
 */
final class RowEvents {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String database;
    private final String connector;
    private final String topic;
    private final Table table;
    private final List<Column> columns;
    private final TableSchema schema;
    private final byte[] columnTypes;
    private final JsonConverter json = new JsonConverter();
    private final CdcEventDeserializer reader = new CdcEventDeserializer();

    private RowEvents(PostgresConnectorConfig config, String topic, Table table, TableSchema schema) {
        this.database = config.databaseName();
        this.connector = config.getLogicalName();
        this.topic = topic;
        this.table = table;
        this.columns = table.columns().stream()
                .filter(column -> config.getColumnFilter()
                        .matches(null, table.id().schema(), table.id().table(), column.name()))
                .toList();
        this.schema = schema;
        this.columnTypes = new ColumnTypeHeaders()
                .of(new SourceRecord(
                        Map.of(), Map.of(), topic, schema.getEnvelopeSchema().schema(), null));
    }

    /** Reads the table's columns. */
    static RowEvents of(RowSession session, TableName name) throws SQLException {
        TableSchemas schemas =
                new TableSchemas(session.config(), session.settings(), session.connection(), session.converter());
        Table table = schemas.find(name);
        if (table == null) {
            throw new CaptureProblem("table " + name + " isn't there any more");
        }
        RowEvents events = new RowEvents(session.config(), schemas.topic(table), table, schemas.of(table));
        events.json.configure(converterSettings(session.settings()), false);
        return events;
    }

    private static Map<String, String> converterSettings(Configuration settings) {
        Map<String, String> plain =
                new HashMap<>(settings.subset("converter.", true).asMap());
        plain.put("schemas.enable", "false");
        return plain;
    }

    /** The columns that events have. */
    List<Column> columns() {
        return columns;
    }

    List<Column> keyColumns() {
        return table.primaryKeyColumns();
    }

    Set<String> generatedColumns() {
        return columns().stream().filter(Column::isGenerated).map(Column::name).collect(Collectors.toSet());
    }

    /** The row at which a result stands, as a snapshot read. */
    CdcRecord row(PostgresConnection session, ResultSet result, long position) throws SQLException {
        Object[] row = session.rowToArray(table, result, ColumnUtils.toArray(result, table));
        Struct key = schema.keyFromColumnData(row);
        byte[] keyJson = json.fromConnectData(topic, schema.keySchema(), key);
        Struct values = schema.valueFromColumnData(row);
        byte[] after = json.fromConnectData(topic, schema.valueSchema(), values);
        return record(RowKey.parse(keyJson), keyJson, after, IncompleteRow.looksIncomplete(values), position);
    }

    CdcRecord removed(RowKey key, long position) {
        return record(key, null, null, false, position);
    }

    private CdcRecord record(RowKey key, byte[] keyJson, byte[] after, boolean looksIncomplete, long position) {
        byte[] value = envelope(after == null ? "d" : "r", after);
        Headers headers = new RecordHeaders().add(CommitPosition.HEADER, CommitPosition.toHeader(position));
        if (columnTypes != null && columnTypes.length > 0) {
            headers.add(ColumnTypes.HEADER, columnTypes);
        }
        if (looksIncomplete) {
            headers.add(UnavailableColumns.HEADER, UnavailableColumns.toHeader(List.of()));
        }
        CdcEvent event = reader.deserialize(topic, headers, value);
        return new CdcRecord(key, event, source(keyJson, value, headers));
    }

    private ConsumerRecord<byte[], byte[]> source(byte[] key, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                topic,
                0,
                0,
                System.currentTimeMillis(),
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    private byte[] envelope(String operation, byte[] after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        long now = System.currentTimeMillis();
        try (JsonGenerator envelope = JSON.createGenerator(bytes)) {
            envelope.writeStartObject();
            envelope.writeStringField("op", operation);
            envelope.writeNumberField("ts_ms", now);
            envelope.writeObjectFieldStart("source");
            envelope.writeStringField("connector", "postgresql");
            envelope.writeStringField("name", connector);
            envelope.writeNumberField("ts_ms", now);
            envelope.writeStringField("snapshot", "incremental");
            envelope.writeStringField("db", database);
            envelope.writeStringField("schema", table.id().schema());
            envelope.writeStringField("table", table.id().table());
            envelope.writeEndObject();
            if (after != null) {
                envelope.writeFieldName("after");
                envelope.writeRawValue(new String(after, StandardCharsets.UTF_8));
            }
            envelope.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can't fail", e);
        }
        return bytes.toByteArray();
    }
}
