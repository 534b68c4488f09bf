package org.opendatagov.cdc.capture.engine;

import io.debezium.service.Service;
import java.util.Map;

/** Between a task and those classes that Debezium makes by itself for the task's snapshots. */
class SnapshotGate implements Service {

    private final Map<String, String> settings;
    private volatile boolean open;

    /**
     * @param settings the task's settings
     */
    SnapshotGate(Map<String, String> settings) {
        this.settings = settings;
    }

    Map<String, String> settings() {
        return settings;
    }

    /** Says that the snapshot, if there was one, is over: what comes next in the task's queue is the stream, or nothing. */
    void open() {
        open = true;
    }

    boolean isOpen() {
        return open;
    }
}
