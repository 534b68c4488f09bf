package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ServiceEnvironment;

/** A mistake in a route file ends the start with a sentence, and a command finds it before. No server is needed. */
class RouteFilesIT {

    /** The text of a built-in route file. */
    static String builtIn(String file) {
        try (InputStream in = RouteFilesIT.class.getResourceAsStream("/routes/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A folder with one route file. */
    static Path folder(String name, String file, String route) {
        Path folder = Path.of("target", "servers", "routes-" + name).toAbsolutePath();
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(file), route);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return folder;
    }

    @Test
    void aMistakeEndsTheStartWithItsFileAndLine() throws Exception {
        String route = builtIn("deliver-cache.yaml").replace("expiry:", "expire:");
        Path folder = folder("option", "deliver-cache.yaml", route);

        assertThat(sentenceAtTheEnd("option", folder))
                .endsWith("The service can't start: " + folder.resolve("deliver-cache.yaml")
                        + ":16: cdc-cache has no option expire; docs/components.md lists its options");
    }

    @Test
    void theCheckTellsAllMistakesOfAFolder() throws Exception {
        folder("check", "capture-odg.yaml", builtIn("capture-odg.yaml").replace("slotName:", "slotNaem:"));
        folder(
                "check",
                "capture-timescale.yaml",
                builtIn("capture-timescale.yaml").replace(": initial", ": inital"));
        folder("check", "deliver-search.yaml", builtIn("deliver-search.yaml").replace("steps:", "stpes:"));
        folder("check", "notify-again.yaml", builtIn("notify-model-card.yaml"));
        Path folder = folder("check", "deliver-cache.yaml", builtIn("deliver-cache.yaml"));

        CdcService.Run check = CdcService.check("routes-check", folder.toString());

        String prefix = folder + "/";
        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.output())
                .containsExactly(
                        prefix
                                + "capture-odg.yaml:11: postgres-cdc has no option slotNaem; docs/components.md lists its options",
                        prefix
                                + "capture-timescale.yaml:7: Debezium can't read the options of connector odg-timescaledb-cdc:"
                                + " The 'snapshot.mode' value is invalid: Value must be one of always, initial_only,"
                                + " configuration_based, when_needed, initial, custom, no_data; correct them in the route",
                        prefix + "deliver-search.yaml:11: 'stpes' is unknown here; correct or remove it",
                        prefix + "notify-again.yaml:5: the route id notify-model-card is taken by"
                                + " classpath:routes/notify-model-card.yaml; choose another");
    }

    @Test
    void theCheckOfTheBuiltInRoutesIsFine() {
        CdcService.Run check = CdcService.check("routes-check-fine");

        assertThat(check.output()).containsExactly("9 files, 7 routes: fine");
        assertThat(check.exitCode()).isZero();
    }

    @Test
    void aFolderThatIsNoneIsNamedWithItsSetting() throws Exception {
        Path folder = Path.of("target", "servers", "routes-nowhere").toAbsolutePath();

        assertThat(sentenceAtTheEnd("folder", folder))
                .contains("cdc.routes.folder (CDC_ROUTES_FOLDER)", folder.toString());
    }

    @Test
    void aFlowThatNoFileHasIsNamedWithThoseThatThereAre() throws Exception {
        assertThat(sentenceAtTheEnd("flows", new ServiceEnvironment().flows("deliver-cahce,notify-*")))
                .contains("cdc.flows (CDC_FLOWS) names deliver-cahce, which no route file has; there are ")
                .contains("deliver-cache, deliver-search, notify-");
    }

    /** Starts the service, which must end by itself, and returns what it said last. */
    private static String sentenceAtTheEnd(String name, Path folder) throws IOException {
        return sentenceAtTheEnd(name, new ServiceEnvironment().with("CDC_ROUTES_FOLDER", folder.toString()));
    }

    private static String sentenceAtTheEnd(String name, ServiceEnvironment environment) throws IOException {
        try (CdcService service = new CdcService("routes-" + name + "-service", environment)) {
            service.start();
            await().atMost(Duration.ofMinutes(1)).until(() -> !service.isAlive());
            assertThat(service.exitCode()).isNotZero();
            List<String> log = Files.readAllLines(service.log());
            assertThat(log).noneMatch(line -> line.startsWith("\tat "));
            List<String> failures =
                    log.stream().filter(line -> line.contains(" ERROR ")).toList();
            assertThat(failures).as(String.join("\n", log)).hasSize(1);
            return failures.get(0);
        }
    }
}
