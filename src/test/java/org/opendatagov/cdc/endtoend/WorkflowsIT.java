package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.HttpReceiver.Received;

/**
 * Notifications of workflows. That something is not notified shows by a later change of the same row, which is: one row's
 * changes go their way in order.
 */
@ExtendWith(SharedWorld.Provider.class)
class WorkflowsIT {

    private static final String DECISIONS = "/decisions";
    private static final String FAILURES = "/failures?team=data";
    private static final String CARDS = "/cards";
    private static final String RECOVERIES = "/recoveries";

    private final SharedWorld world;
    private final String id = UUID.randomUUID().toString();

    WorkflowsIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void aNewDecisionIsNotifiedAsASignedCloudEvent() throws Exception {
        Instant begin = Instant.now();
        decision(id);

        Received request =
                awaitNotifications(DECISIONS, "governance_decisions:" + id, 1).get(0);
        JsonNode event = TopicReader.tree(request.body());
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.header("content-type")).isEqualTo("application/cloudevents+json");
        assertThat(event.get("specversion").asText()).isEqualTo("1.0");
        assertThat(event.get("id").asText())
                .isEqualTo(request.header("webhook-id"))
                .isNotBlank();
        assertThat(event.get("source").asText()).isEqualTo("/opendatagov/cdc/cdc.odg");
        assertThat(event.get("type").asText()).isEqualTo("org.opendatagov.governance.decision.created");
        assertThat(event.get("datacontenttype").asText()).isEqualTo("application/json");
        assertThat(OffsetDateTime.parse(event.get("time").asText()).toInstant())
                .isBetween(begin.minusSeconds(5), Instant.now().plusSeconds(5));
        assertThat(event.at("/data/operation").asText()).isEqualTo("create");
        assertThat(event.at("/data/table").asText()).isEqualTo("governance_decisions");
        assertThat(event.at("/data/after/title").asText()).isEqualTo("t");
        assertSigned(request);
    }

    @Test
    void anUpdatedDecisionIsNotNotified() throws Exception {
        decision(id);
        world.odg.run("UPDATE governance_decisions SET status = 'approved' WHERE id = ?::uuid", id);
        world.odg.run("DELETE FROM governance_decisions WHERE id = ?::uuid", id);
        decision(id);

        assertThat(awaitNotifications(DECISIONS, "governance_decisions:" + id, 2))
                .hasSize(2);
    }

    @Test
    void anExecutionThatBecomesFailedIsNotifiedOnce() throws Exception {
        execution("running");
        status("failed");

        Received request =
                awaitNotifications(FAILURES, "pipeline_executions:" + id, 1).get(0);
        JsonNode event = TopicReader.tree(request.body());
        assertThat(event.get("type").asText()).isEqualTo("org.opendatagov.pipeline.failed");
        assertThat(event.at("/data/before/status").asText()).isEqualTo("running");
        assertThat(event.at("/data/after/status").asText()).isEqualTo("failed");
        assertSigned(request);
    }

    @Test
    void anUpdateOfAnExecutionThatHasFailedAlreadyIsNotNotified() throws Exception {
        execution("running");
        status("failed");
        world.odg.run("UPDATE pipeline_executions SET error_message = 'more' WHERE run_id = ?", id);
        status("running");
        status("success");
        status("failed");

        assertThat(awaitNotifications(FAILURES, "pipeline_executions:" + id, 2)).hasSize(2);
    }

    @Test
    void aWorkflowIsAddedByAFileAloneHereForExecutionsThatRecover() throws Exception {
        execution("running");
        status("success");
        status("failed");
        world.odg.run("UPDATE pipeline_executions SET error_message = 'more' WHERE run_id = ?", id);
        status("success");

        assertThat(awaitNotifications(RECOVERIES, "pipeline_executions:" + id, 1))
                .singleElement()
                .satisfies(request -> {
                    JsonNode event = TopicReader.tree(request.body());
                    assertThat(event.get("type").asText()).isEqualTo("org.opendatagov.pipeline.recovered");
                    assertThat(event.get("data").has("before")).isFalse();
                    assertThat(event.at("/data/after").fieldNames())
                            .toIterable()
                            .containsExactlyInAnyOrder("run_id", "pipeline_id", "status", "end_time");
                    assertSigned(request);
                });
    }

    @Test
    void anExecutionThatIsInsertedAsFailedIsNotified() throws Exception {
        execution("failed");

        awaitNotifications(FAILURES, "pipeline_executions:" + id, 1);
    }

    @Test
    void anUpdatedModelCardIsNotifiedAndANewOneIsNot() throws Exception {
        card();
        world.odg.run("UPDATE model_cards SET risk_level = 'high' WHERE id = ?::uuid", id);

        List<Received> requests = awaitNotifications(CARDS, "model_cards:" + id, 1);
        assertThat(requests).singleElement().satisfies(request -> {
            JsonNode event = TopicReader.tree(request.body());
            assertThat(event.get("type").asText()).isEqualTo("org.opendatagov.model-card.updated");
            assertThat(event.at("/data/operation").asText()).isEqualTo("update");
            assertThat(event.at("/data/after/risk_level").asText()).isEqualTo("high");
            assertSigned(request);
        });
    }

    @Test
    void rowsOfTheSnapshotAreNotNotified() throws Exception {
        world.odg.run("DELETE FROM pipeline_executions WHERE run_id = ?", EarlierRows.FAILED_EXECUTION);
        world.odg.run(
                "INSERT INTO pipeline_executions (run_id, pipeline_id, status) VALUES (?, 'p', 'failed')",
                EarlierRows.FAILED_EXECUTION);

        assertThat(awaitNotifications(FAILURES, "pipeline_executions:" + EarlierRows.FAILED_EXECUTION, 1))
                .singleElement()
                .satisfies(request -> assertThat(TopicReader.tree(request.body())
                                .at("/data/operation")
                                .asText())
                        .isEqualTo("create"));
        assertThat(notifications(DECISIONS, "governance_decisions:" + EarlierRows.DECISION))
                .isEmpty();
    }

    @Test
    void aNotificationIsSentAgainUnderTheSameIdUntilItIsTaken() throws Exception {
        world.receiver.answer(CARDS, 503);
        try {
            card();
            world.odg.run("UPDATE model_cards SET risk_level = 'high' WHERE id = ?::uuid", id);
            awaitNotifications(CARDS, "model_cards:" + id, 2);
        } finally {
            world.receiver.answer(CARDS, 204);
        }
        int refused = notifications(CARDS, "model_cards:" + id).size();
        world.odg.run("UPDATE model_cards SET risk_level = 'low' WHERE id = ?::uuid", id);

        List<Received> requests = awaitNotifications(CARDS, "model_cards:" + id, refused + 2);
        assertThat(requests.subList(0, refused + 1))
                .allSatisfy(WorkflowsIT::assertSigned)
                .extracting(request -> request.header("webhook-id"))
                .containsOnly(requests.get(0).header("webhook-id"));
        assertThat(requests.get(refused + 1).header("webhook-id"))
                .isNotEqualTo(requests.get(0).header("webhook-id"));
    }

    private void decision(String decision) throws Exception {
        world.odg.run(
                "INSERT INTO governance_decisions (id, decision_type, title) VALUES (?::uuid, 'promotion', 't')",
                decision);
    }

    private void execution(String status) throws Exception {
        world.odg.run("INSERT INTO pipeline_executions (run_id, pipeline_id, status) VALUES (?, 'p', ?)", id, status);
    }

    private void status(String status) throws Exception {
        world.odg.run("UPDATE pipeline_executions SET status = ? WHERE run_id = ?", status, id);
    }

    private void card() throws Exception {
        world.odg.run("INSERT INTO model_cards (id, model_name) VALUES (?::uuid, ?)", id, id);
    }

    private List<Received> notifications(String path, String subject) {
        return world.receiver.requests(path).stream()
                .filter(request -> TopicReader.tree(request.body())
                        .path("subject")
                        .asText()
                        .equals(subject))
                .toList();
    }

    private List<Received> awaitNotifications(String path, String subject, int count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(notifications(path, subject)).hasSizeGreaterThanOrEqualTo(count));
        return notifications(path, subject);
    }

    /** As a receiver checks it by Standard Webhooks. */
    private static void assertSigned(Received request) {
        String signed =
                "%s.%s.%s".formatted(request.header("webhook-id"), request.header("webhook-timestamp"), request.body());
        byte[] secret = Base64.getDecoder().decode(SharedWorld.SECRET.substring("whsec_".length()));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            assertThat(request.header("webhook-signature"))
                    .isEqualTo("v1," + Base64.getEncoder().encodeToString(signature));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        assertThat(Long.parseLong(request.header("webhook-timestamp")))
                .isBetween(request.time().getEpochSecond() - 60, request.time().getEpochSecond() + 1);
    }
}
