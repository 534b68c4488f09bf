package org.opendatagov.cdc.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendatagov.cdc.routes.LoadedRoutes.LoadedRoute;

class RouteTrialTest {

    private static final String ROUTE = """
            - route:
                id: flow
                precondition: "${properties:probe.url:} == ''"
                from:
                  uri: probe:begin
                  parameters:
                    size: 3
                  steps:
                    - split:
                        expression:
                          simple: "${body}"
                        steps:
                          - choice:
                              when:
                                - expression:
                                    simple: "${body} == 'x'"
                                  steps:
                                    - to:
                                        uri: probe:end
                                        parameters:
                                          size: 4
            """;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProbeComponent probe = new ProbeComponent();

    @BeforeEach
    void start() {
        camel.addComponent("probe", probe);
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void aSoundFileLeavesNothingBehind() {
        TriedFile tried = tried(ROUTE);

        assertThat(tried.problems()).isEmpty();
        assertThat(tried.routes()).containsExactly(new LoadedRoute("flow", "probe:begin?size=3", true));
        assertThat(tried.replaceable()).isTrue();
        assertThat(camel.getEndpoints()).isEmpty();
        assertThat(camel.getRoutes()).isEmpty();
        assertThat(probe.events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size: 3            | size: -3         | 7: the option size of probe:begin is -3; raise it",
                "size: 3            | size: many       | 7: the option size can't be 'many'; write a whole number",
                "size: 3            | siez: 3          | 7: probe has no option siez; docs/components.md lists its options",
                "size: 4            | siez: 4          | 21: probe has no option siez; docs/components.md lists its options",
                "size: 4            | password: s3cret | 21: probe has no option password; docs/components.md lists its options",
                "size: 4            | size: '{{n}}'    | 18: the setting n is not set",
                "uri: probe:end     | uri: prob:end    | 18: there is no component prob; correct the uri",
                "${body} == 'x'     | ${boyd} == 'x'   | 16: Unknown function: boyd",
                "${body} == 'x'     | ${body} = 'x'    | 16: Unexpected token =",
                "simple: \"${body}\" | simple: \"${body\" | 11: expected symbol functionEnd",
                "${properties:      | ${propertie:     | 3: Unknown function: propertie:probe.url:",
                "- split:           | - splitt:        | 9: 'splitt' is unknown here; correct or remove it",
                "precondition:      | condition:       | 3: 'condition' is unknown here; correct or remove it",
                "id: flow           | group: flow      | 5: the route has no id; give it one, such as id: deliver-cache",
                "size: 3            | size: 3, 4: 5    | 7: mapping values are not allowed here",
                "- choice:          | - bean: nothing\\n              - choice: | 5: No bean could be found in the registry for: nothing",
            })
    void aMistakeIsTold(String right, String wrong, String told) {
        assertThat(tried(ROUTE.replace(right, wrong.replace("\\n", "\n"))).problems())
                .singleElement()
                .asString()
                .startsWith("/routes/flow.yaml:" + told)
                .doesNotContain("\n", "s3cret");
    }

    @Test
    void allMistakesAreTold() {
        String route = ROUTE.replace("size: 3", "siez: 3").replace("size: 4", "siez: 4");

        assertThat(tried(route).problems()).extracting(RouteProblem::line).containsExactly(7, 21);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"           | a route file is a list of routes; begin with '- route:'",
                "\"# a remark\" | a route file is a list of routes; begin with '- route:'",
                "route: {}        | a route file is a list of routes; begin with '- route:'",
                "- deliver        | 'deliver' is no route; write '- route:'",
            })
    void whatIsNoListOfRoutesIsTold(String text, String told) {
        assertThat(tried(text).problems()).containsExactly(new RouteProblem("/routes/flow.yaml", 0, told));
    }

    @Test
    void anOptionThatStandsTwiceIsTold() {
        assertThat(tried(ROUTE.replace("        size: 3", "        size: 3\n        size: 5"))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("/routes/flow.yaml:8: found duplicate key size");
    }

    @Test
    void beansAndRestAreNotReplaceable() {
        String rest = "- rest:\n    path: /\n    get:\n      - path: /\n        to: probe:x\n" + ROUTE;

        assertThat(tried(rest).replaceable()).isFalse();
    }

    @Test
    void anIdMayStandOnceInFilesThatRunTogether() {
        List<TriedFile> together = RouteTrial.together(
                List.of(RouteText.file("a.yaml", "flow", "a"), RouteText.file("b.yaml", "flow", "b")), camel);

        assertThat(together.get(0).problems()).isEmpty();
        assertThat(together.get(1).problems())
                .containsExactly(new RouteProblem(
                        "/routes/b.yaml", 2, "the route id flow is taken by /routes/a.yaml; choose another"));
    }

    private TriedFile tried(String text) {
        return RouteTrial.of(RouteText.file("flow.yaml", text), camel);
    }
}
