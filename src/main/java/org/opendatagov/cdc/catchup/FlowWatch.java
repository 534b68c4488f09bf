package org.opendatagov.cdc.catchup;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.opendatagov.cdc.stream.FlowOffsets;

/** Waits until a flow has delivered what stands in its topics. */
final class FlowWatch implements Watch.Subject<FlowWatch.Wait> {

    private static final long PAUSE_MILLIS = 5;

    /** Waits for what stands in the flow's topics of one connector at its first look. Of the look's thread, but for its end. */
    static final class Wait extends CompletableFuture<Void> {
        private final String topicPrefix;
        private volatile Map<TopicPartition, Long> left;

        Wait(String topicPrefix) {
            this.topicPrefix = topicPrefix + ".";
        }

        /** The ends that hadn't been delivered at the last look, or null before the first. */
        Map<TopicPartition, Long> left() {
            return left;
        }

        private void begin(Map<TopicPartition, Long> outstanding) {
            keep(outstanding, end -> end.getKey().topic().startsWith(topicPrefix));
        }

        private void compare(Map<TopicPartition, Long> delivered) {
            keep(left, end -> delivered.getOrDefault(end.getKey(), 0L) < end.getValue());
        }

        private void keep(Map<TopicPartition, Long> ends, Predicate<Map.Entry<TopicPartition, Long>> some) {
            left = ends.entrySet().stream()
                    .filter(some)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            if (left.isEmpty()) {
                complete(null);
            }
        }
    }

    private final FlowOffsets offsets;
    private final Watch<Wait> watch;

    FlowWatch(String flow, FlowOffsets offsets) {
        this.offsets = offsets;
        this.watch = new Watch<>("catch-up " + flow, this);
    }

    boolean isOf(FlowOffsets others) {
        return offsets == others;
    }

    Wait begin(String topicPrefix) {
        Wait wait = new Wait(topicPrefix);
        watch.add(wait);
        return wait;
    }

    /** Why nothing is known at present, one sentence, or null. */
    String obstacle() {
        return watch.obstacle();
    }

    void end() {
        watch.close();
    }

    @Override
    public void look(List<Wait> waiting) throws InterruptedException {
        List<Wait> begun = waiting.stream().filter(wait -> wait.left == null).toList();
        if (!begun.isEmpty()) {
            Map<TopicPartition, Long> outstanding = offsets.outstanding();
            begun.forEach(wait -> wait.begin(outstanding));
        }
        Set<TopicPartition> partitions =
                waiting.stream().flatMap(wait -> wait.left.keySet().stream()).collect(Collectors.toSet());
        if (!partitions.isEmpty()) {
            Map<TopicPartition, Long> delivered = offsets.delivered(partitions);
            waiting.forEach(wait -> wait.compare(delivered));
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    @Override
    public void close() {
        offsets.close();
    }
}
