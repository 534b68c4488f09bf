package org.opendatagov.cdc.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.debezium.engine.DebeziumEngine.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.engine.CaptureEngine;
import org.opendatagov.cdc.refusal.Refused;
import org.opendatagov.cdc.retry.Causes;

/**
 * The topic on which a connector is asked for snapshots, in the format of Debezium's channel {@code kafka}. Every replica writes to it;
 * whoever captures reads it. A request counts as read once an offset is stored that has it: until then a process that ends, or loses its
 * database, leaves it for the next run. For one run of a connector and one thread.
 */
final class SnapshotRequests implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SnapshotRequests.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLIENT = "opendatagov-cdc-requests";
    private static final Pattern OFFSET = Pattern.compile("@\\d{1,18}$");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deque<Request> unread = new ArrayDeque<>();
    private final Deque<Request> handedOver = new ArrayDeque<>();
    private boolean placed;
    private boolean failing;

    /**
     * @param kafka the settings that all Kafka clients of the service have
     */
    SnapshotRequests(Map<String, Object> kafka, String topic) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, CLIENT);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "opendatagov-" + topic);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        partition = new TopicPartition(topic, 0);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
    }

    /**
     * Hands what is asked to the engine. To be called now and then while it streams.
     *
     * @param snapshots knows which have begun
     */
    void look(CaptureEngine engine, SnapshotTracker snapshots) {
        try {
            place(snapshots.last());
            consumer.poll(Duration.ZERO).forEach(record -> unread.add(Request.of(record)));
            while (!unread.isEmpty() && handOver(engine, unread.element(), snapshots)) {
                handedOver.add(unread.remove());
            }
            long read = read(snapshots);
            if (read > 0) {
                consumer.commitSync(Map.of(partition, new OffsetAndMetadata(read)), TIMEOUT);
            }
            failing = false;
        } catch (KafkaException e) {
            if (!failing) {
                LOG.warnf("Requests to a connector can't be read from Kafka: %s", e.getMessage());
            }
            failing = true;
        }
    }

    /** Kafka forgets after some days where a group was, and would begin at requests that were carried out long ago. */
    private void place(String last) {
        if (placed) {
            return;
        }
        boolean unknown = consumer.committed(Set.of(partition), TIMEOUT).get(partition) == null;
        if (unknown && last != null && OFFSET.matcher(last).find()) {
            consumer.seek(partition, Long.parseLong(last.substring(last.lastIndexOf('@') + 1)) + 1);
        }
        placed = true;
    }

    private static boolean handOver(CaptureEngine engine, Request request, SnapshotTracker snapshots) {
        if (request.signal() == null || snapshots.hasBegun(request.id())) {
            return true;
        }
        try {
            engine.signal(request.signal());
            return true;
        } catch (IllegalStateException e) {
            // It doesn't stream yet.
            return false;
        }
    }

    /**
     * Takes out what needs no look any more: what is no snapshot, and a snapshot that has begun. The engine goes through them in their
     * order, so what stands before one that has begun has been refused if it hasn't begun itself.
     *
     * @return the topic's offset up to which nothing is open, or 0 when that is as before
     */
    private long read(SnapshotTracker snapshots) {
        long begun = handedOver.stream()
                .filter(request -> snapshots.hasBegun(request.id()))
                .mapToLong(Request::offset)
                .max()
                .orElse(-1);
        long read = 0;
        while (!handedOver.isEmpty()
                && (handedOver.element().offset() <= begun
                        || !handedOver.element().isSnapshot())) {
            read = handedOver.remove().offset() + 1;
        }
        return read;
    }

    /**
     * Writes a request for whoever captures.
     *
     * @param kafka the settings that all Kafka clients of the service have
     * @throws Refused when Kafka doesn't take it
     */
    static void write(Map<String, Object> kafka, String topic, byte[] request) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, CLIENT);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() * 2);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, request)).get();
        } catch (ExecutionException | KafkaException e) {
            throw new Refused(
                    Refused.Reason.UNAVAILABLE,
                    "the request can't be passed on to the process that captures, over topic " + topic + ": "
                            + Causes.of(e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }

    /**
     * What stands in a record.
     *
     * @param signal for the engine, or null when the record holds none
     * @param isSnapshot whether an offset will say that it has begun
     */
    private record Request(long offset, String id, Signal signal, boolean isSnapshot) {

        static Request of(ConsumerRecord<byte[], byte[]> record) {
            try {
                JsonNode request = JSON.readTree(record.value() == null ? new byte[0] : record.value());
                JsonNode data = request.path("data");
                // Ids are others' and may come twice.
                String id = request.path("id").asText() + "@" + record.offset();
                String type = request.path("type").asText();
                return new Request(
                        record.offset(),
                        id,
                        new Signal(id, type, data.toString(), Map.of()),
                        type.equals("execute-snapshot")
                                && data.path("type").asText("INCREMENTAL").equalsIgnoreCase("INCREMENTAL"));
            } catch (IOException e) {
                LOG.warnf(
                        "Offset %d of topic %s holds no request: %s", record.offset(), record.topic(), e.getMessage());
                return new Request(record.offset(), "@" + record.offset(), null, false);
            }
        }
    }
}
