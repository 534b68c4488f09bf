package org.opendatagov.cdc.capture;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Events as Debezium makes them, as far as the capture looks at them. */
public final class SourceRecords {

    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
            .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
            .field("schema", Schema.OPTIONAL_STRING_SCHEMA)
            .field("table", Schema.OPTIONAL_STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    private static final Schema ROW = SchemaBuilder.struct()
            .field("text", Schema.STRING_SCHEMA)
            .optional()
            .build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .field("op", Schema.STRING_SCHEMA)
            .field("after", ROW)
            .field("source", SOURCE)
            .build();
    private static final Schema HEARTBEAT =
            SchemaBuilder.struct().field("ts_ms", Schema.INT64_SCHEMA).build();

    private static final Schema TRANSACTION =
            SchemaBuilder.struct().field("status", Schema.STRING_SCHEMA).build();

    private SourceRecords() {}

    /** A change at an LSN, after a commit at another, or after none that is known when that is 0. */
    public static SourceRecord change(long lsn, long commit) {
        return change(lsn, commit, 7, "");
    }

    public static SourceRecord change(long lsn, long commit, long transaction, String text) {
        Map<String, Object> offset = commit == 0
                ? Map.of("lsn", lsn, "lsn_proc", lsn, "txId", transaction)
                : Map.of("lsn", lsn, "lsn_proc", lsn, "lsn_commit", commit, "txId", transaction);
        String sequence = commit == 0 ? "[null,\"" + lsn + "\"]" : "[\"" + commit + "\",\"" + lsn + "\"]";
        return record(offset, envelope(null, sequence, text));
    }

    public static SourceRecord tombstone(long lsn, long commit) {
        return record(Map.of("lsn", lsn, "lsn_proc", lsn, "lsn_commit", commit, "txId", 7L), null);
    }

    /** A row that the snapshot before the stream read. */
    public static SourceRecord snapshot(long lsn) {
        return record(
                Map.of("lsn", lsn, "snapshot", "INITIAL", "last_snapshot_record", false),
                envelope("true", "[null,\"" + lsn + "\"]", ""));
    }

    /** A row that an incremental snapshot read while the stream stood at an LSN. */
    public static SourceRecord incremental(long lsn, String progress) {
        Map<String, Object> offset = new HashMap<>(offset(lsn, progress));
        offset.put("snapshot", "INCREMENTAL");
        return record(offset, envelope("incremental", "[\"1\",\"" + lsn + "\"]", ""));
    }

    /** A change while an incremental snapshot is at a key. */
    public static SourceRecord during(long lsn, String progress) {
        return record(offset(lsn, progress), envelope(null, "[\"1\",\"" + lsn + "\"]", ""));
    }

    private static Map<String, Object> offset(long lsn, String progress) {
        return Map.of("lsn", lsn, "lsn_proc", lsn, "lsn_commit", 1L, "incremental_snapshot_primary_key", progress);
    }

    /** A row that a blocking snapshot read. */
    public static SourceRecord blocking(long lsn) {
        return record(
                Map.of("lsn", lsn, "lsn_proc", 1L, "lsn_commit", 1L, "snapshot", "BLOCKING"),
                envelope("true", "[\"1\",\"" + lsn + "\"]", ""));
    }

    /** A change whose transaction is counted. */
    public static SourceRecord counted(long lsn, String count) {
        return record(counts(lsn, count), envelope(null, "[\"10\",\"" + lsn + "\"]", ""));
    }

    /** The begin or the end of such a transaction. */
    public static SourceRecord transaction(long lsn, String count) {
        Struct mark = new Struct(TRANSACTION).put("status", "BEGIN");
        return new SourceRecord(Map.of(), counts(lsn, count), "cdc.odg.transaction", TRANSACTION, mark);
    }

    private static Map<String, Object> counts(long lsn, String count) {
        return Map.of("lsn", lsn, "lsn_proc", lsn, "lsn_commit", 10L, "transaction_data_collection_order_t", count);
    }

    /** Such a row with the id of its snapshot. */
    public static SourceRecord incrementalOf(String id, long lsn) {
        return record(
                Map.of("lsn", lsn, "lsn_proc", lsn, "lsn_commit", 90L, "incremental_snapshot_correlation_id", id),
                envelope("incremental", "[\"90\",\"" + lsn + "\"]", ""));
    }

    /** A logical message. */
    public static SourceRecord message(String prefix) {
        Schema block =
                SchemaBuilder.struct().field("prefix", Schema.STRING_SCHEMA).build();
        Schema schema = SchemaBuilder.struct()
                .field("op", Schema.STRING_SCHEMA)
                .field("source", SOURCE)
                .field("message", block)
                .build();
        Struct value = new Struct(schema)
                .put("op", "m")
                .put("source", new Struct(SOURCE))
                .put("message", new Struct(block).put("prefix", prefix));
        return new SourceRecord(Map.of(), Map.of("lsn", 20L), "cdc.odg.message", schema, value);
    }

    public static SourceRecord heartbeat(long lsn, long commit) {
        return new SourceRecord(
                Map.of(),
                Map.of("lsn", lsn, "lsn_proc", lsn, "lsn_commit", commit),
                "__debezium-heartbeat.cdc",
                HEARTBEAT,
                new Struct(HEARTBEAT).put("ts_ms", 1L));
    }

    private static Struct envelope(String snapshot, String sequence, String text) {
        return new Struct(ENVELOPE)
                .put("op", snapshot == null ? "c" : "r")
                .put("after", new Struct(ROW).put("text", text))
                .put(
                        "source",
                        new Struct(SOURCE)
                                .put("snapshot", snapshot == null ? "false" : snapshot)
                                .put("sequence", sequence)
                                .put("schema", "public")
                                .put("table", "t")
                                .put("ts_ms", 5L));
    }

    private static SourceRecord record(Map<String, Object> offset, Struct value) {
        return new SourceRecord(Map.of(), offset, "cdc.odg.public.t", value == null ? null : ENVELOPE, value);
    }
}
