package org.opendatagov.cdc.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.opendatagov.cdc.topics.TopicSpec;
import org.opendatagov.cdc.topics.Topics;

/** What tests write to Kafka, and what Kafka then knows of a group. */
final class TestTopics implements AutoCloseable {

    private final String brokers;
    private final Topics topics;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;

    TestTopics(String brokers) {
        this.brokers = brokers;
        topics = new Topics(Map.of("bootstrap.servers", brokers));
        admin = Admin.create(Map.of("bootstrap.servers", brokers));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "reconnect.backoff.max.ms", 500),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void create(String topic, int partitions) throws Exception {
        topics.ensure(List.of(new TopicSpec(topic, partitions, (short) 1, Map.of())));
    }

    /** Creates rows with the ids {@code from} to {@code to - 1}, one after the other over the partitions; returns the ids. */
    List<Integer> write(String topic, int partitions, int from, int to) throws Exception {
        List<Future<?>> sent = new ArrayList<>();
        for (int id = from; id < to; id++) {
            sent.add(producer.send(
                    new ProducerRecord<>(topic, id % partitions, Envelopes.key(id), Envelopes.created(id))));
        }
        for (Future<?> record : sent) {
            record.get();
        }
        return IntStream.range(from, to).boxed().toList();
    }

    void write(String topic, int partition, byte[] key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
    }

    /** Writes records in one transaction, which is left open. */
    Producer<byte[], byte[]> transaction(String topic, int... ids) throws Exception {
        Producer<byte[], byte[]> transaction = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        transaction.initTransactions();
        transaction.beginTransaction();
        for (int id : ids) {
            transaction
                    .send(new ProducerRecord<>(topic, 0, Envelopes.key(id), Envelopes.created(id)))
                    .get();
        }
        return transaction;
    }

    /** Commits an offset for a group without members. */
    void commit(String group, String topic, int partition, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(
                        group, Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    /** Lets all records of a partition go, as its retention would. */
    void expire(String topic, int partition) throws Exception {
        admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1)))
                .all()
                .get();
    }

    /** What the group committed: the offset of each partition that has one. */
    Map<Integer, Long> committed(String group) throws Exception {
        Map<Integer, Long> offsets = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
        return offsets;
    }

    /** The group's members by Kafka's name for them, with the partitions that each has. */
    Map<String, List<Integer>> members(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                .collect(Collectors.toMap(MemberDescription::consumerId, TestTopics::partitions));
    }

    private static List<Integer> partitions(MemberDescription member) {
        return member.assignment().topicPartitions().stream()
                .map(TopicPartition::partition)
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
