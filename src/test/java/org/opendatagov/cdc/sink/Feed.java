package org.opendatagov.cdc.sink;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.opendatagov.cdc.servers.KafkaServer;

/** Changes of one table, written to its topic by hand. */
final class Feed implements AutoCloseable {

    static final String TABLE = "approval_records";
    static final String TOPIC = "cdc.odg.public." + TABLE;

    private final KafkaProducer<byte[], byte[]> producer;

    /** Makes the topic, with one partition. */
    Feed(KafkaServer kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends a created row, whose key is its id. */
    void send(int id, String row, int position) throws Exception {
        send("{\"id\":" + id + "}", envelope("c", row, position));
    }

    /** Sends the delete of a row. */
    void delete(int id, int position) throws Exception {
        send("{\"id\":" + id + "}", envelope("d", "null", position));
    }

    /** Sends a record of any kind, without a key when that is null. */
    void send(String key, String value) throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, key == null ? null : bytes(key), bytes(value)))
                .get();
    }

    /** A change event of the table. */
    static String envelope(String operation, String row, int position) {
        return "{\"before\":null,\"after\":" + row
                + ",\"source\":{\"connector\":\"postgresql\",\"name\":\"cdc.odg\","
                + "\"db\":\"odg\",\"schema\":\"public\",\"table\":\"" + TABLE + "\",\"ts_ms\":1,\"snapshot\":\"false\","
                + "\"sequence\":\"[\\\"" + position + "\\\",\\\"" + position + "\\\"]\",\"txId\":7,\"lsn\":" + position
                + "},\"op\":\"" + operation + "\",\"ts_ms\":1}";
    }

    @Override
    public void close() {
        producer.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
