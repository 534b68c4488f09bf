package org.opendatagov.cdc.notify;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.opendatagov.cdc.servers.KafkaServer;

/** Changes in the topics that the built-in workflows read, as Debezium writes them, without a database. */
final class PublishedChanges implements AutoCloseable {

    static final String EXECUTIONS = "pipeline_executions";
    static final String CARDS = "model_cards";
    static final String DECISIONS = "governance_decisions";

    private final Producer<byte[], byte[]> producer;
    private long lsn = 100;

    PublishedChanges(KafkaServer kafka, int partitions) throws InterruptedException, ExecutionException {
        try (Admin admin = kafka.admin()) {
            List<NewTopic> topics = Stream.of(EXECUTIONS, CARDS, DECISIONS)
                    .map(table -> new NewTopic(topic(table), partitions, (short) 1))
                    .toList();
            admin.createTopics(topics).all().get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Publishes a change of a row: the operation as Debezium's letter, and the status after it. */
    void publish(String op, String table, String id, String status) throws InterruptedException, ExecutionException {
        String key = table.equals(EXECUTIONS) ? "run_id" : "id";
        String envelope = """
                {"before": null, "after": {"%1$s":"%2$s", "status": "%3$s"}, "op": "%4$s", "ts_ms": 1770544800200,
                 "source": {"connector": "postgresql", "name": "cdc.odg", "db": "odg", "schema": "public", "table": "%5$s",
                            "ts_ms": 1770544800123, "snapshot": "%6$s", "sequence": "[\\"90\\",\\"%7$d\\"]", "txId": 7,
                            "lsn": %7$d}}
                """.formatted(key, id, status, op, table, op.equals("r"), lsn++);
        producer.send(new ProducerRecord<>(topic(table), bytes("{\"%s\":\"%s\"}".formatted(key, id)), bytes(envelope)))
                .get();
    }

    private static String topic(String table) {
        return "cdc.odg.public." + table;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
