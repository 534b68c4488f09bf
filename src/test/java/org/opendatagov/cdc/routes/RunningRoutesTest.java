package org.opendatagov.cdc.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.routes.LoadedRoutes.LoadedFile;
import org.opendatagov.cdc.routes.LoadedRoutes.LoadedRoute;

class RunningRoutesTest {

    private static final RouteFile A = RouteText.file("a.yaml", "flow-a", "a");
    private static final RouteFile B = RouteText.file("b.yaml", "flow-b", "b");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProbeComponent probe = new ProbeComponent();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final RunningRoutes running = new RunningRoutes(camel, meters);

    @BeforeEach
    void start() {
        camel.addComponent("probe", probe);
        camel.start();
        become(A, B);
        probe.events.clear();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void aChangedFileReplacesItsRoutesAndTouchesNoOthers() {
        become(RouteText.file("a.yaml", "flow-a", "changed"), B);

        assertThat(probe.events).containsExactly("stop a", "start changed");
        assertThat(routes()).containsExactly("flow-a", "flow-b");
    }

    @Test
    void aNewFileStartsAndOneThatIsGoneEnds() {
        become(A, B, RouteText.file("c.yaml", "flow-c", "c"));
        become(A, RouteText.file("c.yaml", "flow-c", "c"));

        assertThat(probe.events).containsExactly("start c", "stop b");
        assertThat(camel.getRoutes()).extracting(route -> route.getId()).containsExactlyInAnyOrder("flow-a", "flow-c");
        assertThat(camel.getEndpoints()).extracting(Object::toString).noneMatch(uri -> uri.contains("probe://b"));
    }

    @Test
    void aBrokenFileChangesNothingAndIsToldUntilItIsMended() {
        become(RouteText.file("a.yaml", A.text().replace("size: 4", "siez: 4")), B);

        assertThat(probe.events).isEmpty();
        assertThat(running.files())
                .first()
                .isEqualTo(new LoadedFile(
                        "a.yaml",
                        "/routes/a.yaml",
                        List.of(new LoadedRoute("flow-a", "probe:a?size=3", true)),
                        A.text(),
                        List.of("/routes/a.yaml:11: probe has no option siez; docs/components.md lists its options")));
        assertThat(meters.get("cdc.routes.refused").gauge().value()).isEqualTo(1);

        become(A, B);
        assertThat(probe.events).isEmpty();
        assertThat(refused()).isEmpty();
        assertThat(meters.get("cdc.routes.refused").gauge().value()).isZero();
    }

    @Test
    void whatDoesNotStartGivesWayToWhatRanBefore() {
        become(RouteText.file("a.yaml", A.text().replace("size: 3", "startable: false")), B);

        assertThat(probe.events).startsWith("stop a").endsWith("start a").doesNotContain("stop b");
        assertThat(refused()).containsExactly("/routes/a.yaml: the setting probe.url is missing");
        assertThat(routes()).containsExactly("flow-a", "flow-b");
    }

    @Test
    void aNewFileThatDoesNotStartLeavesNothingBehind() {
        RouteFile broken = RouteText.file(
                "c.yaml", A.text().replace("flow-a", "flow-c") + B.text().replace("size: 3", "startable: false"));
        become(A, B, RouteText.file("c.yaml", broken.text().replace("flow-b", "flow-d")));

        assertThat(camel.getRoutes()).extracting(route -> route.getId()).containsExactly("flow-a", "flow-b");
        assertThat(refused()).hasSize(1);
    }

    @Test
    void aRouteMayMoveFromOneFileToAnother() {
        become(RouteText.file("b.yaml", A.text() + B.text()));

        assertThat(probe.events).containsExactlyInAnyOrder("stop a", "stop b", "start a", "start b");
        assertThat(routes()).containsExactly("flow-a", "flow-b");
        assertThat(refused()).isEmpty();
    }

    @Test
    void anIdThatAnotherFileHasIsRefused() {
        become(A, B, RouteText.file("c.yaml", "flow-a", "c"));

        assertThat(probe.events).isEmpty();
        assertThat(refused())
                .containsExactly("/routes/c.yaml:2: the route id flow-a is taken by /routes/a.yaml; choose another");
    }

    @Test
    void anIdThatARefusedFileKeepsIsRefused() {
        RouteFile brokenA = RouteText.file("a.yaml", "- rout:");
        become(brokenA, RouteText.file("b.yaml", "flow-a", "b"));

        assertThat(probe.events).isEmpty();
        assertThat(refused()).hasSize(2);
        assertThat(routes()).containsExactly("flow-a", "flow-b");
    }

    @Test
    void whatIsMoreThanRoutesWaitsForAStart() {
        become(A, B, RouteText.file("c.yaml", "- beans:\n    - name: x\n      type: java.lang.Object\n"));

        assertThat(refused()).singleElement().asString().startsWith("/routes/c.yaml: it holds more than routes");
    }

    @Test
    void aFolderThatCannotBeReadChangesNothing() {
        running.unreadable("it is gone");
        assertThat(running.unreadable()).isEqualTo("it is gone");

        become(A, B);
        assertThat(running.unreadable()).isNull();
        assertThat(probe.events).isEmpty();
    }

    private void become(RouteFile... files) {
        running.become(Arrays.stream(files).collect(Collectors.toMap(RouteFile::name, Function.identity())));
    }

    private List<String> routes() {
        return running.files().stream()
                .flatMap(file -> file.routes().stream().map(LoadedRoute::id))
                .toList();
    }

    private List<String> refused() {
        return running.files().stream().flatMap(file -> file.refused().stream()).toList();
    }
}
