package org.opendatagov.cdc.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.opendatagov.cdc.notify.PublishedChanges.CARDS;
import static org.opendatagov.cdc.notify.PublishedChanges.DECISIONS;
import static org.opendatagov.cdc.notify.PublishedChanges.EXECUTIONS;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.Certificate;
import org.opendatagov.cdc.servers.HttpReceiver;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** Notifications of the packaged service, from Kafka to the workflow endpoints. */
class NotificationsIT {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void eachIsToldOnceWhetherItsEndpointWasAwayOrNotTrustedOrTheServiceStartedAnew() throws Exception {
        Certificate certificate = Certificate.create("it-notifications-tls");
        try (KafkaServer kafka = started("it-notifications-kafka");
                HttpReceiver receiver = new HttpReceiver();
                HttpReceiver secured = new HttpReceiver(certificate.serverContext());
                PublishedChanges changes = new PublishedChanges(kafka, 1)) {
            secured.start();
            ServiceEnvironment environment = environment(kafka, receiver)
                    .notify("model-card", receiver.url("/cards"), SECRET)
                    .notify("governance-decision", secured.url("/decisions"), SECRET);
            try (CdcService service = new CdcService("it-notifications", environment)) {
                service.start();
                changes.publish("r", EXECUTIONS, "r0", "failed");
                changes.publish("u", EXECUTIONS, "r1", "running");
                changes.publish("u", EXECUTIONS, "r1", "failed");
                changes.publish("c", CARDS, "c1", "new");
                changes.publish("u", CARDS, "c1", "new");
                changes.publish("c", DECISIONS, "d1", "pending");
                await().atMost(PATIENCE)
                        .until(() -> !service.isAlive() || counted(service, "pipeline-failed", "failed") > 0);

                receiver.start();
                await().atMost(PATIENCE).until(() -> receiver.requests().size() >= 2);
                changes.publish("c", EXECUTIONS, "r2", "failed");
                await().atMost(PATIENCE)
                        .until(() -> subjects(receiver, "/alerts").contains(EXECUTIONS + ":r2"));
                await().atMost(PATIENCE)
                        .until(() -> service.health("ready")
                                .body()
                                .contains("WAITING: a record failed: workflow governance-decision: 127.0.0.1:"));
                assertThat(service.health("ready").body())
                        .contains(
                                "shows a certificate that isn't accepted",
                                "governance-decision.tls-configuration-name");
                assertThat(Files.readString(service.log())).doesNotContain("\tat ");
                assertThat(groups(kafka))
                        .containsExactlyInAnyOrder(
                                "opendatagov-cdc.notify-pipeline-failed",
                                "opendatagov-cdc.notify-model-card",
                                "opendatagov-cdc.notify-governance-decision");
            }
            environment
                    .with(
                            "QUARKUS_TLS_INTERNAL_TRUST_STORE_PEM_CERTS",
                            certificate.certificate().toString())
                    .with("CDC_NOTIFY_GOVERNANCE_DECISION_TLS_CONFIGURATION_NAME", "internal");
            try (CdcService service = new CdcService("it-notifications-again", environment)) {
                service.start();
                changes.publish("c", EXECUTIONS, "r3", "failed");
                await().atMost(PATIENCE)
                        .until(() -> subjects(receiver, "/alerts").contains(EXECUTIONS + ":r3")
                                && !secured.requests().isEmpty());
            }
            assertThat(subjects(receiver, "/alerts"))
                    .containsExactly(EXECUTIONS + ":r1", EXECUTIONS + ":r2", EXECUTIONS + ":r3");
            assertThat(subjects(receiver, "/cards")).containsExactly(CARDS + ":c1");
            assertThat(subjects(secured, "/decisions")).containsExactly(DECISIONS + ":d1");
            assertThat(receiver.requests())
                    .allSatisfy(request ->
                            assertThat(request.header("webhook-signature")).isEqualTo(signatureOf(request)));
        }
    }

    @Test
    @Tag("faults")
    void aServiceThatIsKilledRepeatsAtMostTheOneOnItsWay() throws Exception {
        try (KafkaServer kafka = started("it-killed-kafka");
                HttpReceiver receiver = new HttpReceiver();
                PublishedChanges changes = new PublishedChanges(kafka, 3)) {
            receiver.start();
            publishFailures(changes, 0, 2000);
            int kills = 0;
            try (CdcService service = new CdcService("it-killed", environment(kafka, receiver))) {
                for (; kills < 5; kills++) {
                    service.start();
                    int before = receiver.requests().size();
                    await().atMost(PATIENCE).until(() -> receiver.requests().size() >= before + 300);
                    service.kill();
                }
                service.start();
                awaitDistinct(receiver, 2000);
                // What is on its way now would be counted, too.
                publishFailures(changes, 2000, 2001);
                awaitDistinct(receiver, 2001);
            }
            int repeats = receiver.requests().size() - 2001;
            System.out.printf("Notifications: 2001, service killed %d times, repeated %d%n", kills, repeats);
            assertThat(repeats).isBetween(0, kills);
        }
    }

    @Test
    @Tag("faults")
    void replicasThatComeAndGoRepeatNothingUnlessTheyAreKilled() throws Exception {
        try (KafkaServer kafka = started("it-replicas-kafka");
                HttpReceiver receiver = new HttpReceiver();
                PublishedChanges changes = new PublishedChanges(kafka, 4)) {
            receiver.start();
            // So that there is always one on its way.
            receiver.answer("/alerts", new HttpReceiver.Answer(204, Map.of(), Duration.ofMillis(10)));
            publishFailures(changes, 0, 6000);
            ServiceEnvironment environment = environment(kafka, receiver);
            try (CdcService one = new CdcService("it-replica-1", environment);
                    CdcService other = new CdcService("it-replica-2", environment)) {
                one.start();
                for (int time = 0; time < 3; time++) {
                    other.start();
                    await().atMost(PATIENCE).until(() -> counted(other, "pipeline-failed", "sent") > 100);
                    other.stop();
                }
                int afterStops = repeats(receiver);
                other.start();
                await().atMost(PATIENCE).until(() -> counted(other, "pipeline-failed", "sent") > 100);
                other.kill();
                awaitDistinct(receiver, 6000);
                System.out.printf(
                        "Notifications: 6000, replicas stopped 3 times, repeated %d; then killed, repeated %d%n",
                        afterStops, repeats(receiver));
                assertThat(afterStops).isZero();
                assertThat(repeats(receiver)).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    @Tag("faults")
    void anEndpointThatDoesNotAnswerHoldsUpNoOther() throws Exception {
        try (KafkaServer kafka = started("it-slow-kafka");
                HttpReceiver receiver = new HttpReceiver();
                PublishedChanges changes = new PublishedChanges(kafka, 1)) {
            receiver.start();
            receiver.answer("/cards", new HttpReceiver.Answer(204, Map.of(), Duration.ofMinutes(5)));
            ServiceEnvironment environment =
                    environment(kafka, receiver).notify("model-card", receiver.url("/cards"), SECRET);
            try (CdcService service = new CdcService("it-slow", environment)) {
                service.start();
                changes.publish("u", CARDS, "c1", "new");
                await().atMost(PATIENCE)
                        .until(() -> !receiver.requests("/cards").isEmpty());

                publishFailures(changes, 0, 500);
                await().atMost(PATIENCE)
                        .until(() -> subjects(receiver, "/alerts").size() == 500);

                assertThat(counted(service, "model-card", "sent")).isZero();
                await().atMost(PATIENCE)
                        .until(() -> service.health("ready").body().contains("gave no answer within 10000 ms"));
            }
        }
    }

    private static KafkaServer started(String name) {
        KafkaServer kafka = new KafkaServer(name);
        kafka.start();
        return kafka;
    }

    private static ServiceEnvironment environment(KafkaServer kafka, HttpReceiver receiver) {
        return new ServiceEnvironment()
                .kafka(kafka)
                .flows("notify-*")
                .notify("pipeline-failed", receiver.url("/alerts"), SECRET);
    }

    private static void publishFailures(PublishedChanges changes, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            changes.publish("u", EXECUTIONS, "r" + i, "failed");
        }
    }

    private static void awaitDistinct(HttpReceiver receiver, int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> new HashSet<>(ids(receiver)).size() == count);
    }

    private static int repeats(HttpReceiver receiver) {
        List<String> ids = ids(receiver);
        return ids.size() - Set.copyOf(ids).size();
    }

    private static List<String> ids(HttpReceiver receiver) {
        return receiver.requests().stream()
                .map(request -> request.header("webhook-id"))
                .toList();
    }

    private static List<String> subjects(HttpReceiver receiver, String path) {
        return receiver.requests(path).stream()
                .map(request -> request.body().replaceFirst(".*\"subject\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    /** How many notifications of a workflow the service has counted; 0 as long as it can't be asked. */
    private static double counted(CdcService service, String workflow, String result) {
        return service.health("live").status() != 200
                ? 0
                : service.metrics()
                        .lines()
                        .filter(line -> line.startsWith("cdc_notifications_total")
                                && line.contains("workflow=\"" + workflow + "\"")
                                && line.contains("result=\"" + result + "\""))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                        .sum();
    }

    private static List<String> groups(KafkaServer kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            return admin.listGroups().all().get().stream()
                    .map(GroupListing::groupId)
                    .toList();
        }
    }

    private static String signatureOf(HttpReceiver.Received request) {
        return WebhookSignature.ofSecrets("", SECRET)
                .sign(
                        request.header("webhook-id"),
                        Long.parseLong(request.header("webhook-timestamp")),
                        request.body().getBytes(StandardCharsets.UTF_8));
    }
}
