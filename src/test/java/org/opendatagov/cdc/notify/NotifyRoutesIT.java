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
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.retry.TryLaterException;
import org.opendatagov.cdc.routes.ExactYamlLoader;
import org.opendatagov.cdc.servers.Certificate;
import org.opendatagov.cdc.servers.HttpReceiver;

/** The routes notify-*.yaml from a change to an HTTP endpoint. */
class NotifyRoutesIT {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final ObjectMapper json = new ObjectMapper();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HandedRecords events = new HandedRecords();
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

        assertThat(events.hand(became("running", "r1", 100), became("failed", "r2", 101)))
                .isNull();

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
    void aChangeThatComesAgainIsToldOnlyIfItWasNotTaken() throws Exception {
        start("notify-pipeline-failed");
        var changes = List.of(became("failed", "r1", 1), became("failed", "r2", 2), became("failed", "r3", 3))
                .toArray(CdcRecord[]::new);
        endpoint.answerNext(200, 503);

        assertThat(events.hand(changes))
                .hasMessage("workflow pipeline-failed: 127.0.0.1:%d answered 503".formatted(endpoint.port()));
        assertThat(subjects()).containsExactly("pipeline_executions:r1", "pipeline_executions:r2");

        assertThat(events.hand(changes)).isNull();
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

        assertThat(events.hand(became("failed", "r1", 1)))
                .hasMessage("workflow pipeline-failed: 127.0.0.1:%d answered %d".formatted(endpoint.port(), status));
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        start("notify-pipeline-failed");
        endpoint.answerNext(307);

        assertThat(events.hand(became("failed", "r1", 1)))
                .hasMessageContaining("redirects aren't followed: set cdc.notify.pipeline-failed.url");
        assertThat(endpoint.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, : check cdc.notify.pipeline-failed.secret and what else the endpoint asks for",
        "403, : check cdc.notify.pipeline-failed.secret and what else the endpoint asks for",
        "404, : check cdc.notify.pipeline-failed.url",
        "405, : check cdc.notify.pipeline-failed.url",
    })
    void anAnswerThatIsAboutTheEndpointIsWaitedForWithTheMend(int status, String mend) throws Exception {
        start("notify-pipeline-failed");
        endpoint.answerNext(status);

        assertThat(events.hand(became("failed", "r1", 1)))
                .hasMessage("workflow pipeline-failed: 127.0.0.1:%d answered %d%s"
                        .formatted(endpoint.port(), status, mend));
        assertThat(deadLetters).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // In seconds, or what is none.
        "503, 7, PT7S",
        "429, 86400, PT1H",
        "503, soon, PT0S",
        "503, 'Sun, 06 Nov 1994 08:49:37 GMT', PT0S",
        "503, 'Thu, 06 Nov 2994 08:49:37 GMT', PT1H",
        // Gone: it wants no more.
        "410, , PT1H",
    })
    void anEndpointIsLeftAloneForAsLongAsItAsksWithinBounds(int status, String retryAfter, Duration pause)
            throws Exception {
        start("notify-pipeline-failed");
        endpoint.answerNext(status, retryAfter);

        Exception failure = events.hand(became("failed", "r1", 1));

        assertThat(failure).hasMessageContaining("answered " + status);
        assertThat(TryLaterException.pauseAfter(failure)).isEqualTo(pause);
    }

    @Test
    void aDateInRetryAfterCountsFromNow() throws Exception {
        start("notify-pipeline-failed");
        ZonedDateTime date = ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10);
        endpoint.answerNext(503, DateTimeFormatter.RFC_1123_DATE_TIME.format(date));

        Exception failure = events.hand(became("failed", "r1", 1));

        assertThat(TryLaterException.pauseAfter(failure)).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    }

    @Test
    void whenTheDeadlineIsOverItIsADeadLetterAfterOneTryAtLeastAndTheNextGoesOn() throws Exception {
        start("notify-pipeline-failed", "deadline: 0s");
        endpoint.answerNext(503);

        assertThat(events.hand(became("failed", "r1", 1), became("failed", "r2", 2)))
                .isNull();

        assertThat(deadLetters)
                .containsExactly(
                        ("notify-pipeline-failed offset 1: workflow pipeline-failed: 127.0.0.1:%d answered 503;"
                                        + " it is given up, as its deadline of 0ms is over")
                                .formatted(endpoint.port()));
        assertThat(subjects()).containsExactly("pipeline_executions:r1", "pipeline_executions:r2");
        assertThat(counted("pipeline-failed", "dead")).isEqualTo(1);
    }

    @Test
    void aDeadLetterIsToldWhenItIsReplayed() throws Exception {
        start("notify-pipeline-failed");
        endpoint.answerNext(422);
        assertThat(events.hand(became("failed", "r1", 1))).isNull();
        assertThat(deadLetters).hasSize(1);

        assertThat(events.hand(became("failed", "r1", 1))).isNull();

        assertThat(deadLetters).hasSize(1);
        assertThat(counted("pipeline-failed", "sent")).isEqualTo(1);
    }

    @Test
    void whatTheRowWasBeforeCanBeLeftOut() throws Exception {
        start("notify-pipeline-failed", "before: false");

        events.hand(Changes.execution(
                CdcOperation.UPDATE, "r1", 100L, "{\"status\":\"running\"}", "{\"status\":\"failed\"}"));

        JsonNode data = json.readTree(endpoint.requests().get(0).body()).get("data");
        assertThat(data.has("before")).isFalse();
        assertThat(data.at("/after/status").textValue()).isEqualTo("failed");
    }

    @Test
    void aListOfRecordsIsRefusedWithTheMend() throws Exception {
        start("notify-pipeline-failed");

        assertThat(events.handBody(List.of(became("failed", "r1", 1))))
                .hasMessage("cdc-notify:pipeline-failed takes one record at a time: set oneByOne: true in the route's"
                        + " from");
    }

    @Test
    void aCertificateThatNobodyVouchesForIsSaidInOneSentenceWithTheSettings() throws Exception {
        try (HttpReceiver receiver =
                new HttpReceiver(Certificate.create("notify-routes-tls").serverContext())) {
            receiver.start();
            settings.put("cdc.notify.pipeline-failed.url", receiver.url("/t0ken"));
            start("notify-pipeline-failed");

            Exception failure = events.hand(became("failed", "r1", 1));

            assertThat(failure)
                    .hasNoCause()
                    .hasMessageMatching(
                            "workflow pipeline-failed: 127\\.0\\.0\\.1:\\d+ shows a certificate that isn't accepted"
                                    + " \\(unable to find valid certification path to requested target\\): mend the certificate, or"
                                    + " name the CA's in quarkus\\.tls\\.<name>\\.trust-store\\.pem\\.certs with"
                                    + " cdc\\.notify\\.pipeline-failed\\.tls-configuration-name=<name>");
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void anEndpointThatSpeaksNoTlsIsSaid() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> greet(plain));
            settings.put("cdc.notify.pipeline-failed.url", "https://127.0.0.1:%d/".formatted(plain.getLocalPort()));
            start("notify-pipeline-failed");

            assertThat(events.hand(became("failed", "r1", 1)))
                    .hasNoCause()
                    .hasMessageContaining("127.0.0.1:%d can't be reached by TLS: ".formatted(plain.getLocalPort()))
                    .hasMessageContaining("SSL message");
            answer.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 413, 422})
    void aRefusalThatWillNotChangeIsADeadLetterAndTheNextGoesOn(int status) throws Exception {
        start("notify-pipeline-failed");
        endpoint.answerNext(status);

        assertThat(events.hand(became("failed", "r1", 1), became("failed", "r2", 2)))
                .isNull();

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
        assertThat(events.hand(became("failed", "r1", 1))).isInstanceOf(KafkaException.class);

        kafkaIsDown = false;
        assertThat(events.hand(became("failed", "r1", 1))).isNull();

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

        assertThat(events.hand(became("failed", "r1", 1)))
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

        assertThat(events.hand(became("failed", "r1", 1)))
                .hasMessage("workflow pipeline-failed: no-such-host.invalid can't be reached: unknown host");
    }

    @Test
    void anEndpointThatDoesNotAnswerIsGivenUpInTime() throws Exception {
        start("notify-pipeline-failed", "requestTimeout: 200ms");
        endpoint.answerNext(0);

        assertThat(events.hand(became("failed", "r1", 1)))
                .hasMessage("workflow pipeline-failed: 127.0.0.1:%d gave no answer within 200 ms"
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

        assertThat(events.hand(became("x", "1", 1), became("x", "2", 2))).isNull();

        assertThat(subjects()).hasSize(2);
    }

    @Test
    void aWrongUrlStopsTheRouteWithOneSentence() {
        settings.put("cdc.notify.pipeline-failed.url", "alerts.example/t0ken");

        assertThatThrownBy(() -> start("notify-pipeline-failed"))
                .hasRootCauseMessage("cdc.notify.pipeline-failed.url does not begin with http:// or https://:"
                        + " give it a URL like https://host/path");
    }

    /** Speaks before the client does, as other protocols' servers do. */
    /** Answers in plain text, and reads on until the client hangs up: closed earlier, the connection breaks before its answer is read. */
    private static void greet(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write("220 mail.example ready\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        context.getRegistry().bind("routes-builder-loader-yaml", new ExactYamlLoader(context));
        context.addComponent("cdc-events", events);
        context.addComponent(
                "cdc-notify",
                new NotifyComponent(
                        config,
                        new NoTls(),
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
