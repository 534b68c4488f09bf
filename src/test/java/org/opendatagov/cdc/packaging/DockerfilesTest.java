package org.opendatagov.cdc.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Dockerfiles promise and Docker itself isn't needed to see. */
class DockerfilesTest {

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void theBaseCanBeChosenAndNamesNoRegistry(String file) throws IOException {
        assertThat(arguments(file, "FROM")).containsExactly("${BASE_IMAGE}");
        assertThat(arguments(file, "ARG")).singleElement().asString().matches("BASE_IMAGE=[a-z0-9-]+:[a-z0-9.-]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void theProcessIsNotRoot(String file) throws IOException {
        assertThat(arguments(file, "USER")).singleElement().asString().matches("[1-9][0-9]+:[1-9][0-9]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void thePortsAreTheServices(String file) throws IOException {
        Settings service = new Settings();

        assertThat(arguments(file, "EXPOSE"))
                .containsExactly(service.port("quarkus.http.port") + " " + service.port("quarkus.management.port"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void theServiceGetsTheSignalsAndTheOptions(String file) throws IOException {
        assertThat(arguments(file, "ENTRYPOINT"))
                .singleElement()
                .asString()
                .startsWith("[\"/bin/sh\", \"-c\", \"exec ")
                .contains(" $JAVA_OPTS ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void whatIsCopiedIsNotIgnored(String file) throws IOException {
        List<String> kept = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1).replace("*", ""))
                .toList();

        assertThat(arguments(file, "COPY"))
                .isNotEmpty()
                .allMatch(copy ->
                        kept.stream().anyMatch(part -> copy.replace("*", "").startsWith(part)));
    }

    private static List<String> arguments(String file, String instruction) throws IOException {
        return Files.readAllLines(Path.of("src/main/docker", file)).stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1).strip())
                .toList();
    }
}
