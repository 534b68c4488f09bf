package org.opendatagov.cdc.capture.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.pipeline.signal.SignalRecord;
import io.debezium.pipeline.signal.channels.SignalChannelReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.refusal.Refused;
import org.opendatagov.cdc.retry.Causes;

/**
 * The signal channel {@code requests}: a topic of the connector's own to which the replicas that stand by write what they are
 * asked, in the format of Debezium's channel {@code kafka}. Whoever captures reads it, each request once. Unlike Debezium's
 * channel it outlives what goes wrong with Kafka.
 *
 * <p>Debezium finds this class as a service, and calls it from one thread at a time.
 */
public class SnapshotRequests implements SignalChannelReader {

    /** The channel's name. */
    static final String CHANNEL = "requests";

    /** Setting: the topic. */
    public static final String TOPIC = "opendatagov.requests.topic";

    private static final Logger LOG = Logger.getLogger(SnapshotRequests.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private KafkaConsumer<byte[], byte[]> consumer;
    private boolean failing;

    @Override
    public String name() {
        return CHANNEL;
    }

    @Override
    public void init(CommonConnectorConfig config) {
        SnapshotGate gate = config.getServiceRegistry().tryGetService(SnapshotGate.class);
        Map<String, String> all = gate == null ? Map.of() : gate.settings();
        Properties settings = new Properties();
        ConsumerConfig.configNames().forEach(name -> {
            if (all.containsKey(name)) {
                settings.setProperty(name, all.get(name));
            }
        });
        String topic = all.get(TOPIC);
        settings.setProperty(ConsumerConfig.CLIENT_ID_CONFIG, "opendatagov-cdc-requests");
        settings.setProperty(ConsumerConfig.GROUP_ID_CONFIG, "opendatagov-" + topic);
        settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(topic, 0)));
    }

    @Override
    public List<SignalRecord> read() {
        List<SignalRecord> requests = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
                add(record, requests);
            }
            if (!requests.isEmpty()) {
                consumer.commitAsync();
            }
            failing = false;
        } catch (KafkaException e) {
            if (!failing) {
                LOG.warnf("Requests to a connector can't be read from Kafka: %s", e.getMessage());
            }
            failing = true;
        }
        return requests;
    }

    private static void add(ConsumerRecord<byte[], byte[]> record, List<SignalRecord> requests) {
        try {
            JsonNode request = JSON.readTree(record.value() == null ? new byte[0] : record.value());
            requests.add(new SignalRecord(
                    request.path("id").asText(),
                    request.path("type").asText(),
                    request.path("data").toString(),
                    Map.of()));
        } catch (IOException e) {
            LOG.warnf("Offset %d of topic %s holds no request: %s", record.offset(), record.topic(), e.getMessage());
        }
    }

    /**
     * Writes a request for whoever captures.
     *
     * @param kafka the settings that all Kafka clients of the service have
     * @throws Refused when Kafka doesn't take it
     */
    public static void write(Map<String, Object> kafka, String topic, byte[] request) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "opendatagov-cdc-requests");
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
}
