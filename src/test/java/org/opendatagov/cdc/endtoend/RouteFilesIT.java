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

/** A mistake in a route file ends the service with a sentence. No server is needed to find it. */
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
    void anUnknownOptionIsNamedWithItsFile() throws Exception {
        String route = builtIn("capture-odg.yaml").replace("slotName:", "slotNaem:");
        Path folder = folder("option", "capture-odg.yaml", route);

        assertThat(sentenceAtTheEnd("option", folder)).contains("capture-odg.yaml", "slotNaem");
    }

    @Test
    void anUnknownOptionFurtherDownInARouteIsNamedWithItsRoute() throws Exception {
        String route = builtIn("deliver-cache.yaml").replace("expiry:", "expire:");
        Path folder = folder("delivery-option", "deliver-cache.yaml", route);

        assertThat(sentenceAtTheEnd("delivery-option", folder)).contains("route deliver-cache", "expire");
    }

    @Test
    void brokenYamlIsNamedWithItsFile() throws Exception {
        String route = builtIn("capture-odg.yaml").replace("    from:", "  from:");
        Path folder = folder("yaml", "capture-odg.yaml", route);

        assertThat(sentenceAtTheEnd("yaml", folder)).contains("capture-odg.yaml");
    }

    @Test
    void aFolderThatIsNoneIsNamedWithItsSetting() throws Exception {
        Path folder = Path.of("target", "servers", "routes-nowhere").toAbsolutePath();

        assertThat(sentenceAtTheEnd("folder", folder))
                .contains("cdc.routes.folder (CDC_ROUTES_FOLDER)", folder.toString());
    }

    /** Starts the service, which must end by itself, and returns what it said last. */
    private static String sentenceAtTheEnd(String name, Path folder) throws IOException {
        ServiceEnvironment environment = new ServiceEnvironment().with("CDC_ROUTES_FOLDER", folder.toString());
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
