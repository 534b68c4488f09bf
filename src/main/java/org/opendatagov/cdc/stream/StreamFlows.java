package org.opendatagov.cdc.stream;

import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The delivery flows of this process and how they are doing: what health and diagnostics read. */
@Singleton
public class StreamFlows {

    private final Map<String, FlowStatus> flows = new ConcurrentHashMap<>();
    private final Map<String, Replay> replays = new ConcurrentHashMap<>();
    private final Map<String, FlowOffsets> offsets = new ConcurrentHashMap<>();

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

    void put(FlowStatus status) {
        flows.put(status.flow(), status);
    }

    void begin(String flow, Replay replay, FlowOffsets delivered) {
        replays.put(flow, replay);
        offsets.put(flow, delivered);
    }

    void end(String flow) {
        replays.remove(flow);
        offsets.remove(flow);
    }

    /** How far a flow has delivered, or null when it doesn't run here. */
    public FlowOffsets offsets(String flow) {
        return offsets.get(flow);
    }

    /** What delivers a flow's records once more, or null when it doesn't run here. */
    Replay replay(String flow) {
        return replays.get(flow);
    }

    void remove(String flow) {
        flows.remove(flow);
    }
}
