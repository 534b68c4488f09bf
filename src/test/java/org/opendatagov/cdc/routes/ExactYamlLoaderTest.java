package org.opendatagov.cdc.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.options.ExactOptions;

class ExactYamlLoaderTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Map<String, Object> arrived = new HashMap<>();

    @BeforeEach
    void start() {
        camel.getRegistry().bind("routes-builder-loader-yaml", new ExactYamlLoader(camel));
        camel.getPropertiesComponent().addInitialProperty("pattern", "a+b%c&d");
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    static List<String> values() {
        List<String> values =
                IntStream.rangeClosed(' ', '~').mapToObj(Character::toString).collect(Collectors.toList());
        values.remove("#");
        values.replaceAll(character -> "a" + character + "b");
        values.addAll(List.of(
                "public\\.t[0-9]+",
                "${body.newRow[n]} > 1 && (${body.newRow[n]} != 4)&& x == 'a+b'",
                "100%",
                "%41%zz",
                "a=1&b=2#c?d",
                " leading, trailing and  two ",
                "line\nline",
                "{'json': [1, 2]}",
                "--",
                "-2b-",
                "a-2b-c",
                "--2b-",
                "Grüße, 表, \uD83D\uDE00",
                "a)&b}&c"));
        return values;
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueArrivesAsItIsWritten(String value) throws Exception {
        assertThat(load("cdc-events", value)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres-cdc", "cdc-topics", "cdc-events", "cdc-cache", "cdc-search", "cdc-notify"})
    void thatIsSoForEachComponent(String scheme) throws Exception {
        assertThat(load(scheme, "public\\.t[0-9]+, 5% & more")).isEqualTo("public\\.t[0-9]+, 5% & more");
        assertThat(ExactOptions.readable(camel.getRoutes().get(0).getEndpoint().getEndpointUri()))
                .contains("option=public\\.t[0-9]+, 5% & more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{pattern}}", "x {{pattern}}"})
    void aPlaceholderIsResolvedAndItsValueArrivesAsItIs(String value) throws Exception {
        assertThat(load("cdc-cache", value)).isEqualTo(value.replace("{{pattern}}", "a+b%c&d"));
    }

    private Object load(String scheme, String value) throws Exception {
        camel.addComponent(scheme, new Recording());
        String quoted = "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
        String yaml = """
                - route:
                    from:
                      uri: %s:name
                      parameters:
                        option: %s
                      steps:
                        - stop: {}
                """.formatted(scheme, quoted);
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("route.yaml", yaml));
        return arrived.get("option");
    }

    /** As our components do. */
    private final class Recording extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            ExactOptions.decode(getCamelContext(), parameters);
            arrived.putAll(parameters);
            parameters.clear();
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new DefaultConsumer(this, processor);
                }
            };
        }
    }
}
