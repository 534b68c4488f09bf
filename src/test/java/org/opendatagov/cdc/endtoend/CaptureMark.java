package org.opendatagov.cdc.endtoend;

import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A place in the stream of the connector {@code odg-postgresql-cdc} to which it can be taken back: it then repeats what came since. */
final class CaptureMark {

    private static final String OFFSETS = "connect-offsets";
    private static final String CONNECTOR = "[\"odg-postgresql-cdc\",{\"server\":\"cdc.odg\"}]";
    private static final String SLOT = "debezium_odg";
    private static final String KEPT = "kept_for_a_mark";

    private final World world;
    private final String offset;

    /** Marks the present place. A copy of the slot keeps the WAL from there on. */
    CaptureMark(World world) throws SQLException {
        this.world = world;
        copySlot(SLOT, KEPT);
        // After the copy, so that it can't stand before it.
        offset = world.topics.lastText(OFFSETS, CONNECTOR);
    }

    /** Takes the connector back to the mark, while no process runs it. */
    void goBack() throws Exception {
        // PostgreSQL takes a moment to see that a killed process is gone.
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> dropSlot(SLOT) == 1);
        copySlot(KEPT, SLOT);
        dropSlot(KEPT);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", world.kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(OFFSETS, CONNECTOR, offset)).get();
        }
    }

    private void copySlot(String from, String to) throws SQLException {
        world.odg.number("SELECT 1 FROM pg_copy_logical_replication_slot('" + from + "', '" + to + "')");
    }

    private long dropSlot(String slot) throws SQLException {
        return world.odg.number("SELECT 1 FROM pg_drop_replication_slot('" + slot + "')");
    }
}
