package org.opendatagov.cdc.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.HttpReceiver;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** Notifications of the packaged service, from Kafka to the workflow endpoints. */
class NotificationsIT {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String EXECUTIONS = "cdc.odg.public.pipeline_executions";
    private static final String CARDS = "cdc.odg.public.model_cards";

    @Test
    void aWorkflowIsToldOnceEvenIfItsEndpointWasAwayAndOneWithoutAUrlIsOff() throws Exception {
        try (KafkaServer kafka = new KafkaServer("it-notifications-kafka");
                HttpReceiver receiver = new HttpReceiver()) {
            ServerProcess.startAll(kafka);
            createTopics(kafka);
            ServiceEnvironment environment = new ServiceEnvironment()
                    .kafka(kafka)
                    .flows("notify-*")
                    .notify("pipeline-failed", receiver.url("/alerts"), SECRET)
                    .notify("model-card", receiver.url("/cards"), SECRET);
            try (CdcService service = new CdcService("it-notifications", environment);
                    Producer<byte[], byte[]> producer = producer(kafka)) {
                service.start();
                send(producer, EXECUTIONS, change("r", "pipeline_executions", "run_id", "r0", "failed", 100));
                send(producer, EXECUTIONS, change("u", "pipeline_executions", "run_id", "r1", "running", 101));
                send(producer, EXECUTIONS, change("u", "pipeline_executions", "run_id", "r1", "failed", 102));
                send(producer, CARDS, change("c", "model_cards", "id", "c1", "new", 103));
                send(producer, CARDS, change("u", "model_cards", "id", "c1", "new", 104));
                await().atMost(PATIENCE).until(() -> !service.isAlive() || sent(service) > 0);

                receiver.start();
                await().atMost(PATIENCE).until(() -> receiver.requests().size() >= 2);
                send(producer, EXECUTIONS, change("c", "pipeline_executions", "run_id", "r2", "failed", 105));
                await().atMost(PATIENCE)
                        .until(() -> receiver.requests("/alerts").size() >= 2);

                assertThat(receiver.requests("/alerts"))
                        .extracting(HttpReceiver.Received::body)
                        .satisfiesExactly(
                                first -> assertThat(first).contains("\"subject\":\"pipeline_executions:r1\""),
                                second -> assertThat(second).contains("\"subject\":\"pipeline_executions:r2\""));
                assertThat(receiver.requests("/cards"))
                        .extracting(HttpReceiver.Received::body)
                        .singleElement()
                        .asString()
                        .contains("\"operation\":\"update\"", "\"subject\":\"model_cards:c1\"");
                assertThat(receiver.requests())
                        .allSatisfy(request ->
                                assertThat(request.header("webhook-signature")).isEqualTo(signatureOf(request)));
                try (Admin admin = kafka.admin()) {
                    assertThat(admin.listGroups().all().get())
                            .extracting(group -> group.groupId())
                            .containsExactlyInAnyOrder(
                                    "opendatagov-cdc.notify-pipeline-failed", "opendatagov-cdc.notify-model-card");
                }
            }
        }
    }

    /** How many notifications the service has tried, whatever came of them. */
    private static double sent(CdcService service) {
        return service.health("live").status() != 200
                ? 0
                : service.metrics()
                        .lines()
                        .filter(line -> line.startsWith("cdc_notifications_total"))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                        .sum();
    }

    private static String signatureOf(HttpReceiver.Received request) {
        return WebhookSignature.ofSecrets("", SECRET)
                .sign(
                        request.header("webhook-id"),
                        Long.parseLong(request.header("webhook-timestamp")),
                        request.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void createTopics(KafkaServer kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            admin.createTopics(List.of(new NewTopic(EXECUTIONS, 1, (short) 1), new NewTopic(CARDS, 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static Producer<byte[], byte[]> producer(KafkaServer kafka) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(Producer<byte[], byte[]> producer, String topic, Change change) throws Exception {
        producer.send(new ProducerRecord<>(
                        topic,
                        change.key().getBytes(StandardCharsets.UTF_8),
                        change.envelope().getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    private record Change(String key, String envelope) {}

    /** A change as Debezium writes it. */
    private static Change change(String op, String table, String keyColumn, String id, String status, long lsn) {
        String envelope = """
                {"before": null, "after": {"%s":"%s", "status": "%s"}, "op": "%s", "ts_ms": 1770544800200,
                 "source": {"connector": "postgresql", "name": "cdc.odg", "db": "odg", "schema": "public", "table": "%s",
                            "ts_ms": 1770544800123, "snapshot": "%s", "sequence": "[\\"90\\",\\"%d\\"]", "txId": 7, "lsn": %d}}
                """.formatted(keyColumn, id, status, op, table, op.equals("r"), lsn, lsn);
        return new Change("{\"%s\":\"%s\"}".formatted(keyColumn, id), envelope);
    }
}
