package org.opendatagov.cdc.stream;

import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The delivery flows of this process and how they are doing: what health and diagnostics read. */
@Singleton
public class StreamFlows {

    private final Map<String, FlowStatus> flows = new ConcurrentHashMap<>();

    /** The status of every flow, ordered by name. */
    public List<FlowStatus> flows() {
        return flows.values().stream()
                .sorted(Comparator.comparing(FlowStatus::flow))
                .toList();
    }

    void put(FlowStatus status) {
        flows.put(status.flow(), status);
    }

    void remove(String flow) {
        flows.remove(flow);
    }
}
