package org.opendatagov.cdc.stream;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.event.DeadLetters;
import org.opendatagov.cdc.retry.Causes;

/**
 * Dead letters as Kafka Connect writes them: key, value and headers as they came, and headers {@code __connect.errors.*} that say where
 * the record stood and why it couldn't be delivered. The topic is {@code <cdc.dead-letter.prefix>.<flow>}, made with the first one.
 */
@ApplicationScoped
public class KafkaDeadLetters implements DeadLetters {

    static final int TIMEOUT_MS = 10_000;
    static final int REQUEST_TIMEOUT_MS = 4_000;
    /** What fitted into its own topic must fit here too. */
    static final int MAX_BYTES = 100_000_000;

    private static final Logger LOG = Logger.getLogger(KafkaDeadLetters.class);

    private final Map<String, Object> kafka;
    private final DeadLetterTopics topics;
    private final ReplayedRecords replayed;
    private final DeadLetterLog log = new DeadLetterLog(Clock.systemUTC());
    private KafkaProducer<byte[], byte[]> producer;

    @Inject
    KafkaDeadLetters(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "cdc.dead-letter.prefix", defaultValue = "cdc.dead-letter") String prefix,
            @ConfigProperty(name = "cdc.topics.replication-factor", defaultValue = "-1") short replicationFactor,
            @ConfigProperty(name = "cdc.topics.retention", defaultValue = "P365D") Duration retention,
            ReplayedRecords replayed) {
        this.kafka = kafka;
        this.replayed = replayed;
        topics = new DeadLetterTopics(kafka, prefix, replicationFactor, retention);
    }

    @Override
    public void put(String flow, ConsumerRecord<byte[], byte[]> record, String cause) {
        String origin = record.topic() + "-" + record.partition() + " at offset " + record.offset();
        if (replayed.giveUp(flow, record, cause)) {
            log.note(flow, "the record of " + origin + " was replayed and failed again: " + cause);
            return;
        }
        try {
            String topic = topics.of(flow);
            producer().send(letter(topic, flow, record, cause)).get(2L * TIMEOUT_MS, TimeUnit.MILLISECONDS);
            log.note(flow, "the record of " + origin + " went to " + topic + ": " + cause);
        } catch (ExecutionException e) {
            topics.forget();
            throw failed(origin, Causes.of(e.getCause()));
        } catch (KafkaException e) {
            throw failed(origin, Causes.of(e));
        } catch (TimeoutException e) {
            throw failed(origin, "Kafka doesn't acknowledge it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(origin, "the flow is being stopped");
        }
    }

    /** Logs how many letters there were beside those that were logged. */
    void tellOthers() {
        log.tellOthers();
    }

    /** The name of a flow's topic. */
    String topic(String flow) {
        return topics.name(flow);
    }

    /**
     * Notes that a letter needs no more looking after.
     *
     * @param how in which way, for people who read the topic
     * @throws KafkaException when Kafka doesn't take the note
     */
    void close(String flow, long offset, String how) {
        ProducerRecord<byte[], byte[]> note = new ProducerRecord<>(topics.of(flow), null);
        note.headers().add(OpenLetters.CLOSES, Long.toString(offset).getBytes(StandardCharsets.US_ASCII));
        note.headers().add("cdc.dead-letter.how", how.getBytes(StandardCharsets.US_ASCII));
        try {
            producer().send(note).get(2L * TIMEOUT_MS, TimeUnit.MILLISECONDS);
            LOG.infof("%s: dead letter %d was %s", flow, offset, how);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("letter " + offset + " can't be closed: " + Causes.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("letter " + offset + " can't be closed: the service is stopping");
        }
    }

    private static KafkaException failed(String origin, String cause) {
        return new KafkaException(
                "the record of " + origin + " can't be delivered nor put into the dead-letter topic: " + cause);
    }

    private static ProducerRecord<byte[], byte[]> letter(
            String topic, String flow, ConsumerRecord<byte[], byte[]> record, String cause) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers());
        Headers headers = letter.headers();
        header(headers, "topic", record.topic());
        header(headers, "partition", String.valueOf(record.partition()));
        header(headers, "offset", String.valueOf(record.offset()));
        header(headers, "connector.name", flow);
        header(headers, "exception.message", cause);
        return letter;
    }

    private static void header(Headers headers, String name, String value) {
        headers.remove(DeadLetter.HEADER + name);
        headers.add(DeadLetter.HEADER + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            Map<String, Object> settings = settings(kafka, ProducerConfig.configNames());
            settings.put(ProducerConfig.ACKS_CONFIG, "all");
            settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
            settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_BYTES);
            settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_BYTES);
            producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    /** Those of the service's Kafka settings that a client knows; the others would make it warn. */
    static Map<String, Object> settings(Map<String, Object> kafka, Set<String> known) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(known);
        return settings;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
