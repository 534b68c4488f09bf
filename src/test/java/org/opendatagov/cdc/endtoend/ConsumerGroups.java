package org.opendatagov.cdc.endtoend;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.opendatagov.cdc.servers.KafkaServer;

/** What Kafka knows of the flows' consumer groups. */
record ConsumerGroups(KafkaServer kafka) {

    static final String CACHE = "opendatagov-cdc.deliver-cache";
    static final String SEARCH = "opendatagov-cdc.deliver-search";

    /** How many records of its partitions a group hasn't completed. */
    long lag(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = kafka.admin()) {
            Map<TopicPartition, OffsetAndMetadata> completed = completed(admin, group);
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            completed.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
            Map<TopicPartition, ListOffsetsResultInfo> last = admin.listOffsets(
                            ends, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get();
            return completed.entrySet().stream()
                    .mapToLong(each ->
                            last.get(each.getKey()).offset() - each.getValue().offset())
                    .sum();
        }
    }

    /** The members of groups by the names that Kafka gave them when they joined. */
    Set<String> members(String... groups) throws ExecutionException, InterruptedException {
        try (Admin admin = kafka.admin()) {
            return admin.describeConsumerGroups(List.of(groups)).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .map(MemberDescription::consumerId)
                    .collect(Collectors.toSet());
        }
    }

    /** Has a group without members begin again at the first record of its partitions. */
    void rewind(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = kafka.admin()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = completed(admin, group);
            offsets.replaceAll((partition, offset) -> new OffsetAndMetadata(0));
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> completed(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        return new HashMap<>(admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get());
    }
}
