package org.opendatagov.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.Payloads;
import org.opendatagov.cdc.threads.ServiceThreads;

class EndpointTest {

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void addComponent() {
        addComponent(Map.of("bootstrap.servers", "kafka:9092", "security.protocol", "SSL", "group.id", "application"));
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void defaultsAreThoseOfTheDesign() {
        StreamSettings settings = settings("topics=cdc.odg.public.*");
        assertThat(settings.groupId()).isEqualTo("opendatagov-cdc.cache");
        assertThat(settings.filter().operations())
                .containsExactlyInAnyOrder(
                        CdcOperation.CREATE, CdcOperation.UPDATE, CdcOperation.DELETE, CdcOperation.READ);
        assertThat(settings.filter().tables()).isNull();
        assertThat(settings.backoffInitial()).hasMillis(500);
        assertThat(settings.backoffMax()).hasSeconds(30);
        assertThat(settings.kafka())
                .containsEntry("bootstrap.servers", "kafka:9092")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("max.poll.records", 2000)
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("enable.auto.commit", "false")
                .doesNotContainKey("group.instance.id");
    }

    @Test
    void parametersOverrideWhatTheConfigurationSays() {
        StreamSettings settings = settings("topics=a,b&groupId=g&operations=create,truncate&tables=veto_*"
                + "&maxPollRecords=10&maxPollBytes=65536&autoOffsetReset=latest&backoffInitial=100&backoffMax=2s"
                + "&brokers=other:9092&additionalProperties.max.poll.interval.ms=7000"
                + "&additionalProperties.session.timeout.ms=6000");
        assertThat(settings.groupId()).isEqualTo("g");
        assertThat(settings.filter().operations())
                .containsExactlyInAnyOrder(CdcOperation.CREATE, CdcOperation.TRUNCATE);
        assertThat(settings.filter().tables().matcher("veto_records").matches()).isTrue();
        assertThat(settings.backoffInitial()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.backoffMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.kafka())
                .containsEntry("bootstrap.servers", "other:9092")
                .containsEntry("max.poll.records", 10)
                .containsEntry("fetch.max.bytes", 65536)
                .containsEntry("auto.offset.reset", "latest")
                .containsEntry("max.poll.interval.ms", "7000")
                .containsEntry("session.timeout.ms", "6000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "operations=create                  | topics=(unset) names no topic",
                "topics=,                           | topics=, names no topic",
                "topics=a&operations=crate          | operations=crate has the unknown operation crate; known are create,",
                "topics=a&operations=,              | operations=, names no operation",
                "topics=a&tables=,                  | tables=, names no table",
                "topics=a&maxPollRecords=0          | maxPollRecords=0 must be at least 1",
                "topics=a&maxPollBytes=-1           | maxPollBytes=-1 must be at least 1",
                "topics=a&backoffInitial=0          | backoffInitial=0ms must be at least 1ms",
                "topics=a&backoffMax=0              | backoffMax=0ms must be at least 1ms",
                "topics=a&autoOffsetReset=first     | autoOffsetReset=first is unknown; write earliest, latest or none",
                "topics=a&additionalProperties.group.id=g | additionalProperties.group.id can't be set",
                "topics=a&additionalProperties.max.poll.interval.ms=soon | soon for configuration max.poll.interval.ms",
            })
    void aWrongParameterGetsOneSentenceThatNamesIt(String parameters, String sentence) {
        assertThatThrownBy(() -> settings(parameters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cdc-events:cache: ")
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aMissingKafkaIsNamed() {
        context.removeComponent("cdc-events");
        addComponent(Map.of());
        assertThatThrownBy(() -> settings("topics=a")).hasMessageContaining("set kafka.bootstrap.servers");
    }

    @Test
    void settingsNeverShowTheirSecrets() {
        context.removeComponent("cdc-events");
        addComponent(Map.of("bootstrap.servers", "kafka:9092", "ssl.keystore.password", "s3cret"));
        assertThat(settings("topics=a").toString()).doesNotContain("s3cret");
    }

    @Test
    void aYamlRouteMayGiveItsParametersAsAList() throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("deliver.yaml", """
                - route:
                    id: deliver-cache
                    from:
                      uri: cdc-events:cache
                      parameters:
                        topics: cdc.odg.public.*,cdc.timescale.public.*
                        operations: create,read
                        maxPollRecords: 500
                        backoffMax: 10s
                        additionalProperties.session.timeout.ms: 6000
                      steps:
                        - log: "${body}"
                """));
        context.setAutoStartup(false);
        context.start();
        CdcEventsEndpoint endpoint =
                (CdcEventsEndpoint) context.getRoute("deliver-cache").getEndpoint();
        assertThat(endpoint.getTopics()).isEqualTo("cdc.odg.public.*,cdc.timescale.public.*");
        assertThat(EndpointCheck.settings(endpoint).kafka())
                .containsEntry("max.poll.records", 500)
                .containsEntry("session.timeout.ms", "6000");
    }

    private void addComponent(Map<String, Object> kafka) {
        context.addComponent(
                "cdc-events",
                new CdcEventsComponent(
                        kafka,
                        Payloads.JSON,
                        new RecordedDeadLetters(),
                        new StreamFlows(),
                        flow -> true,
                        (flow, about, sentence) -> {},
                        new SimpleMeterRegistry(),
                        new ServiceThreads()));
    }

    private StreamSettings settings(String parameters) {
        CdcEventsEndpoint endpoint = context.getEndpoint("cdc-events:cache?" + parameters, CdcEventsEndpoint.class);
        return EndpointCheck.settings(endpoint);
    }
}
