package org.opendatagov.cdc.capture.engine;

import io.debezium.pipeline.DataChangeEvent;
import io.debezium.service.Service;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.source.SourceRecord;

/** Between a task and those classes that Debezium makes by itself for the task's snapshots. */
class SnapshotGate implements Service {

    private final Map<String, String> settings;
    private final Map<String, String> incomplete = new TreeMap<>();
    private volatile boolean open;
    private volatile Map<String, ?> stored;
    private String begun;
    private String news;
    private volatile Runnable end = () -> {};

    /**
     * @param settings the task's settings
     */
    SnapshotGate(Map<String, String> settings) {
        this.settings = settings;
    }

    Map<String, String> settings() {
        return settings;
    }

    /** Keeps the offset with which the task starts. */
    void keep(Map<String, ?> offset) {
        stored = offset;
    }

    /** The offset with which the task has started, or null when there was none. */
    Map<String, ?> stored() {
        return stored;
    }

    /** Says that the snapshot, if there was one, is over: what comes next in the task's queue is the stream, or nothing. */
    void open() {
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Says that a snapshot on demand has begun. For the thread that streams, as what follows.
     *
     * @param request the id of the request
     * @param added whether its tables are added to a snapshot that runs
     */
    void begun(String request, boolean added) {
        if (!added) {
            incomplete.clear();
        }
        begun = request;
        news = new SnapshotOutcome(begun, incomplete).toJson();
    }

    /** Says that it hasn't read all rows of a table. */
    void incomplete(String table, String cause) {
        incomplete.put(table, cause);
        news = new SnapshotOutcome(begun, incomplete).toJson();
    }

    /** The record with what there is to say of that in its offset. */
    DataChangeEvent stamped(DataChangeEvent event) {
        if (news == null || event.getRecord().sourceOffset() == null) {
            return event;
        }
        SourceRecord record = event.getRecord();
        Map<String, Object> offset = new HashMap<>(record.sourceOffset());
        offset.put(SnapshotOutcome.ENTRY, news);
        news = null;
        return new DataChangeEvent(new SourceRecord(
                record.sourcePartition(),
                offset,
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers()));
    }

    /** Names what is to be ended with the task. */
    void endWith(Runnable what) {
        end = what;
    }

    void close() {
        end.run();
    }
}
