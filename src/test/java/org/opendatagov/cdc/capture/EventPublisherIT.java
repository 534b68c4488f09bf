package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.KafkaServer;

class EventPublisherIT {

    private static final KafkaServer SERVER = new KafkaServer("publisher-kafka");
    private static final TopicPartition EVENTS = new TopicPartition("events", 0);

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** Whoever reads committed records, such as the offsets of other connectors, would wait for Kafka's timeout, a minute. */
    @Test
    void noTransactionStaysOpenWhenARunEndsInABatch() throws Exception {
        try (Admin admin = SERVER.admin()) {
            admin.createTopics(List.of(new NewTopic(EVENTS.topic(), 1, (short) 1)))
                    .all()
                    .get();
            for (int run = 0; run < 5; run++) {
                EventPublisher publisher = publisher();
                publisher.start();
                publisher.begin();
                for (int event = 0; event < 100; event++) {
                    publisher.send(new ProducerRecord<>(EVENTS.topic(), "event".getBytes(StandardCharsets.UTF_8)));
                }
                publisher.awaitAcknowledged();
                Thread.currentThread().interrupt();
                publisher.close();
                assertThat(Thread.interrupted()).isTrue();

                await().atMost(Duration.ofSeconds(10))
                        .until(() -> end(admin, IsolationLevel.READ_COMMITTED)
                                == end(admin, IsolationLevel.READ_UNCOMMITTED));
            }
        }
    }

    private static EventPublisher publisher() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", SERVER.bootstrapServers(), "transactional.id", "run", "linger.ms", "0");
        return new EventPublisher(
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()), true);
    }

    private static long end(Admin admin, IsolationLevel isolation) throws Exception {
        return admin.listOffsets(Map.of(EVENTS, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(EVENTS)
                .get()
                .offset();
    }
}
