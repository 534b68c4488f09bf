package org.opendatagov.cdc.stream;

import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.opendatagov.cdc.event.CdcRecord;

/** The delivery flows of this process and how they are doing: what health and diagnostics read. */
@Singleton
public class StreamFlows {

    private final Map<String, FlowStatus> flows = new ConcurrentHashMap<>();
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    private record Running(Replay replay, FlowOffsets offsets, FlowLag lag) {}

    /** A running flow that delivers a record once more. */
    interface Replay {
        /**
         * Delivers a record after the batch that is under way.
         *
         * @return whether the flow takes such records
         * @throws Exception why it can't be delivered now
         */
        boolean deliver(ConsumerRecord<byte[], byte[]> record) throws Exception;
    }

    /** The status of every flow, ordered by name. */
    public List<FlowStatus> flows() {
        return flows.values().stream()
                .sorted(Comparator.comparing(FlowStatus::flow))
                .toList();
    }

    /** Whether this process has a flow, running or not. */
    boolean knows(String flow) {
        return flows.containsKey(flow);
    }

    void put(FlowStatus status) {
        flows.put(status.flow(), status);
    }

    void begin(String flow, Replay replay, FlowOffsets offsets, FlowLag lag) {
        running.put(flow, new Running(replay, offsets, lag));
    }

    void end(String flow) {
        running.remove(flow);
    }

    /** How far a flow has delivered, or null when it doesn't run here. */
    public FlowOffsets offsets(String flow) {
        Running found = running.get(flow);
        return found == null ? null : found.offsets();
    }

    /** How far a flow is behind, or null when it doesn't run here. */
    public FlowLag lag(String flow) {
        Running found = running.get(flow);
        return found == null ? null : found.lag();
    }

    /** How far each flow that runs here is behind. */
    Map<String, FlowLag> lags() {
        return running.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, flow -> flow.getValue().lag()));
    }

    /** Whether a flow that runs here hands a record on to its route; false also when it can't be told. */
    public boolean handsOn(String flow, CdcRecord record) {
        FlowOffsets known = offsets(flow);
        try {
            return known != null && known.handsOn(record);
        } catch (RuntimeException e) {
            // The record would be a dead letter.
            return false;
        }
    }

    /** What delivers a flow's records once more, or null when it doesn't run here. */
    Replay replay(String flow) {
        Running found = running.get(flow);
        return found == null ? null : found.replay();
    }

    void remove(String flow) {
        flows.remove(flow);
    }
}
