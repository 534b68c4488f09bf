package org.opendatagov.cdc.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.opendatagov.cdc.notify.Changes.became;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;

/** The routes notify-*.yaml from a batch to an HTTP endpoint. */
class NotifyRoutesIT {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final ObjectMapper json = new ObjectMapper();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HandedBatches events = new HandedBatches();
    private final List<String> deadLetters = new ArrayList<>();
    private final Map<String, String> settings = new HashMap<>();
    private final CamelContext context = new DefaultCamelContext();
    private boolean kafkaIsDown;
    private RecordingEndpoint endpoint;

    @BeforeEach
    void startEndpoint() throws IOException {
        endpoint = new RecordingEndpoint();
        settings.put("cdc.notify.pipeline-failed.url", endpoint.url("/hooks/t0ken?team=data"));
    }

    @AfterEach
    void stop() {
        context.stop();
        endpoint.close();
    }

    @Test
    void aPipelineThatBecameFailedIsToldAsASignedCloudEvent() throws Exception {
        settings.put("cdc.notify.pipeline-failed.secret", SECRET);
        start("notify-pipeline-failed");

        Exchange exchange = events.hand(became("running", "r1", 100), became("failed", "r2", 101));

        assertThat(exchange.getException()).isNull();
        assertThat(endpoint.requests()).hasSize(1);
        RecordingEndpoint.Request request = endpoint.requests().get(0);
        assertThat(request.path()).isEqualTo("/hooks/t0ken?team=data");
        JsonNode event = json.readTree(request.body());
        assertThat(event.get("type").textValue()).isEqualTo("org.opendatagov.pipeline.failed");
        assertThat(event.get("subject").textValue()).isEqualTo("pipeline_executions:r2");
        assertThat(event.get("data").get("after"))
                .isEqualTo(json.readTree("{\"run_id\":\"r2\",\"status\":\"failed\"}"));
        assertThat(request.headers())
                .containsEntry("content-type", "application/cloudevents+json")
                .containsEntry("webhook-id", event.get("id").textValue());
        long timestamp = Long.parseLong(request.headers().get("webhook-timestamp"));
        assertThat(timestamp)
                .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond());
        assertThat(request.headers().get("webhook-signature"))
                .isEqualTo(WebhookSignature.ofSecrets("", SECRET)
                        .sign(
                                event.get("id").textValue(),
                                timestamp,
                                request.body().getBytes(StandardCharsets.UTF_8)));
        assertThat(counted("pipeline-failed", "sent")).isEqualTo(1);
    }

    @Test
    void withoutASecretItIsSentUnsigned() throws Exception {
        start("notify-pipeline-failed");

        events.hand(became("failed", "r1", 100));

        assertThat(endpoint.requests()).hasSize(1);
        assertThat(endpoint.requests().get(0).headers()).doesNotContainKey("webhook-signature");
    }

    @Test
    void aPipelineThatHadFailedBeforeIsNotToldAgainWhenTheRowBeforeIsKnown() throws Exception {
        start("notify-pipeline-failed");

        events.hand(
                Changes.execution(
                        CdcOperation.UPDATE, "r1", 100L, "{\"status\":\"failed\"}", "{\"status\":\"failed\"}"),
                Changes.execution(
                        CdcOperation.UPDATE, "r2", 101L, "{\"status\":\"running\"}", "{\"status\":\"failed\"}"),
                Changes.execution(CdcOperation.CREATE, "r3", 102L, null, "{\"status\":\"failed\"}"),
                Changes.execution(CdcOperation.CREATE, "r4", 103L, null, "{\"status\":null}"));

        assertThat(subjects()).containsExactly("pipeline_executions:r2", "pipeline_executions:r3");
    }

    @Test
    void aBatchThatIsTriedAgainRepeatsOnlyWhatWasNotTaken() throws Exception {
        start("notify-pipeline-failed");
        var batch = List.of(became("failed", "r1", 1), became("failed", "r2", 2), became("failed", "r3", 3))
                .toArray(CdcRecord[]::new);
        endpoint.answerNext(200, 503);

        Exchange first = events.hand(batch);
        assertThat(first.getException())
                .hasRootCauseMessage("workflow pipeline-failed: 127.0.0.1:%d answered 503".formatted(endpoint.port()));
        assertThat(subjects()).containsExactly("pipeline_executions:r1", "pipeline_executions:r2");

        Exchange second = events.hand(batch);
        assertThat(second.getException()).isNull();
        assertThat(subjects())
                .containsExactly(
                        "pipeline_executions:r1",
                        "pipeline_executions:r2",
                        "pipeline_executions:r2",
                        "pipeline_executions:r3");
        assertThat(endpoint.requests().get(1).headers().get("webhook-id"))
                .isEqualTo(endpoint.requests().get(2).headers().get("webhook-id"));
        assertThat(counted("pipeline-failed", "sent")).isEqualTo(3);
        assertThat(counted("pipeline-failed", "failed")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 599})
    void anAnswerThatMayChangeIsWaitedFor(int status) throws Exception {
        start("notify-pipeline-failed");
        endpoint.answerNext(status);

        assertThat(events.hand(became("failed", "r1", 1)).getException())
                .hasRootCauseMessage(
                        "workflow pipeline-failed: 127.0.0.1:%d answered %d".formatted(endpoint.port(), status));
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        start("notify-pipeline-failed");
        endpoint.answerNext(307);

        assertThat(events.hand(became("failed", "r1", 1)).getException())
                .hasStackTraceContaining("redirects aren't followed: set cdc.notify.pipeline-failed.url");
        assertThat(endpoint.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 410, 422})
    void aRefusalThatWillNotChangeIsADeadLetterAndTheNextGoesOn(int status) throws Exception {
        start("notify-pipeline-failed");
        endpoint.answerNext(status);

        Exchange exchange = events.hand(became("failed", "r1", 1), became("failed", "r2", 2));

        assertThat(exchange.getException()).isNull();
        assertThat(deadLetters)
                .containsExactly(("notify-pipeline-failed offset 1:"
                                + " workflow pipeline-failed: 127.0.0.1:%d answered %d, which repeating won't change")
                        .formatted(endpoint.port(), status));
        assertThat(subjects()).containsExactly("pipeline_executions:r1", "pipeline_executions:r2");
        assertThat(counted("pipeline-failed", "dead")).isEqualTo(1);
    }

    @Test
    void aDeadLetterThatKafkaDidNotTakeIsTriedAgain() throws Exception {
        start("notify-pipeline-failed");
        endpoint.answerNext(400, 400);
        kafkaIsDown = true;
        assertThat(events.hand(became("failed", "r1", 1)).getException()).hasRootCauseInstanceOf(KafkaException.class);

        kafkaIsDown = false;
        assertThat(events.hand(became("failed", "r1", 1)).getException()).isNull();

        assertThat(deadLetters).hasSize(1);
    }

    @Test
    void anEndpointThatIsAwayIsNamedWithoutWhatMayBeSecret() throws Exception {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0)) {
            freePort = socket.getLocalPort();
        }
        settings.put("cdc.notify.pipeline-failed.url", "http://127.0.0.1:%d/t0ken?key=t0ken".formatted(freePort));
        start("notify-pipeline-failed");

        assertThat(events.hand(became("failed", "r1", 1)).getException().getCause())
                .hasMessage("workflow pipeline-failed: 127.0.0.1:%d can't be reached: connection refused"
                        .formatted(freePort))
                .extracting(Throwable::toString)
                .asString()
                .doesNotContain("t0ken");
    }

    @Test
    void anUnknownHostIsNamed() throws Exception {
        settings.put("cdc.notify.pipeline-failed.url", "http://no-such-host.invalid/");
        start("notify-pipeline-failed");

        assertThat(events.hand(became("failed", "r1", 1)).getException().getCause())
                .hasMessage("workflow pipeline-failed: no-such-host.invalid can't be reached: unknown host");
    }

    @Test
    void anEndpointThatDoesNotAnswerIsGivenUpInTime() throws Exception {
        start("notify-pipeline-failed", "requestTimeout: 200ms");
        endpoint.answerNext(0);

        assertThat(events.hand(became("failed", "r1", 1)).getException())
                .hasStackTraceContaining("workflow pipeline-failed: 127.0.0.1:%d gave no answer within 200 ms"
                        .formatted(endpoint.port()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify-pipeline-failed", "notify-governance-decision", "notify-model-card"})
    void aWorkflowWithoutAUrlIsOff(String route) throws Exception {
        settings.clear();

        start(route);

        assertThat(context.getRoutes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify-pipeline-failed", "notify-governance-decision", "notify-model-card"})
    void aWorkflowWithABlankUrlIsOff(String route) throws Exception {
        settings.put("cdc.notify." + route.replace("notify-", "") + ".url", "");

        start(route);

        assertThat(context.getRoutes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify-pipeline-failed", "notify-governance-decision", "notify-model-card"})
    void aWorkflowWithAUrlIsOn(String route) throws Exception {
        settings.put("cdc.notify." + route.replace("notify-", "") + ".url", endpoint.url("/it's/$here?a='b'"));

        start(route);

        assertThat(context.getRoutes()).extracting(Route::getRouteId).containsExactly(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify-governance-decision", "notify-model-card"})
    void eachEventOfTheOthersIsTold(String route) throws Exception {
        settings.put("cdc.notify." + route.replace("notify-", "") + ".url", endpoint.url("/"));
        start(route);

        assertThat(events.hand(became("x", "1", 1), became("x", "2", 2)).getException())
                .isNull();

        assertThat(subjects()).hasSize(2);
    }

    @Test
    void aWrongUrlStopsTheRouteWithOneSentence() {
        settings.put("cdc.notify.pipeline-failed.url", "alerts.example/t0ken");

        assertThatThrownBy(() -> start("notify-pipeline-failed"))
                .hasMessage("cdc.notify.pipeline-failed.url does not begin with http:// or https://:"
                        + " give it a URL like https://host/path");
    }

    private void start(String route) throws Exception {
        start(route, "");
    }

    /** Starts a route of the service, with one more parameter for cdc-notify. */
    private void start(String route, String parameter) throws Exception {
        String yaml = new String(
                getClass().getResourceAsStream("/routes/" + route + ".yaml").readAllBytes(), StandardCharsets.UTF_8);
        if (!parameter.isEmpty()) {
            yaml = yaml.replaceFirst("( +)type: ", "$1" + parameter + "\n$0");
        }
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .build();
        settings.forEach(context.getPropertiesComponent()::addInitialProperty);
        context.addComponent("cdc-events", events);
        context.addComponent(
                "cdc-notify",
                new NotifyComponent(
                        config,
                        (flow, record, cause) -> {
                            if (kafkaIsDown) {
                                throw new KafkaException("no broker");
                            }
                            deadLetters.add(flow + " offset " + record.offset() + ": " + cause);
                        },
                        meters));
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(route + ".yaml", yaml));
        context.start();
    }

    private List<String> subjects() throws IOException {
        List<String> subjects = new ArrayList<>();
        for (RecordingEndpoint.Request request : endpoint.requests()) {
            subjects.add(json.readTree(request.body()).get("subject").textValue());
        }
        return subjects;
    }

    private double counted(String workflow, String result) {
        return meters.get("cdc.notifications")
                .tags("workflow", workflow, "result", result)
                .counter()
                .count();
    }
}
