package org.opendatagov.cdc.capture;

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
        return record(
                Map.of("lsn", lsn, "lsn_proc", lsn, "lsn_commit", 1L, "incremental_snapshot_primary_key", progress),
                envelope("incremental", "[\"1\",\"" + lsn + "\"]", ""));
    }

    /** Such a row with the id of its snapshot. */
    public static SourceRecord incrementalOf(String id, long lsn) {
        return record(
                Map.of("lsn", lsn, "lsn_proc", lsn, "lsn_commit", 90L, "incremental_snapshot_correlation_id", id),
                envelope("incremental", "[\"90\",\"" + lsn + "\"]", ""));
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
                                .put("sequence", sequence));
    }

    private static SourceRecord record(Map<String, Object> offset, Struct value) {
        return new SourceRecord(Map.of(), offset, "cdc.odg.public.t", value == null ? null : ENVELOPE, value);
    }
}
