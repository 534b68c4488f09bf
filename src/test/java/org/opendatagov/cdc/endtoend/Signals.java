package org.opendatagov.cdc.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.opendatagov.cdc.servers.KafkaServer;

/** Debezium's signals, as anybody could write them. */
final class Signals {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Signals() {}

    /** The data of a signal that begins or stops an incremental snapshot of tables. */
    static ObjectNode tables(String... tables) {
        ObjectNode data = JSON.createObjectNode().put("type", "INCREMENTAL");
        List.of(tables).forEach(data.putArray("data-collections")::add);
        return data;
    }

    /** Writes a signal to a connector's topic for requests. */
    static void send(KafkaServer kafka, String connector, String type, ObjectNode data)
            throws ExecutionException, InterruptedException {
        ObjectNode signal =
                JSON.createObjectNode().put("id", UUID.randomUUID().toString()).put("type", type);
        signal.set("data", data);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("cdc.signals." + connector, signal.toString()))
                    .get();
        }
    }
}
