package org.opendatagov.cdc.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Dockerfiles promise and Docker itself isn't needed to see. */
class DockerfilesTest {

    @TempDir
    Path folder;

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
                .startsWith("[\"/bin/sh\", \"-c\", \"")
                .containsPattern("[\" ]exec [^;&|]+ \\$JAVA_OPTS ");
    }

    /** Two processes that unpack Snappy's library into one folder crash. */
    @Test
    void eachNativeProcessHasAFolderOfItsOwn() throws Exception {
        List<String> first = entry("-Dfirst=1 -Xmx200m", "check", "two words");
        List<String> second = entry("", "check");

        assertThat(first).hasSize(5).element(0).asString().startsWith("-Djava.io.tmpdir=/tmp/cdc-host");
        assertThat(first.subList(1, 5)).containsExactly("-Dfirst=1", "-Xmx200m", "check", "two words");
        assertThat(second).hasSize(2).element(0).isNotEqualTo(first.get(0));
        Path folder = Path.of(second.get(0).substring("-Djava.io.tmpdir=".length()));
        assertThat(folder).isDirectory();
        assertThat(Path.of(first.get(0).substring("-Djava.io.tmpdir=".length())))
                .as("what an earlier process of the container left")
                .doesNotExist();
        Files.delete(folder);
    }

    /** What the native image's entry hands to the executable. */
    private List<String> entry(String options, String... arguments) throws Exception {
        Path program = folder.resolve("application");
        Files.writeString(program, "#!/bin/sh\nfor each; do echo \"$each\"; done\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        List<String> command = new ArrayList<>();
        new ObjectMapper()
                .readTree(arguments("Dockerfile.native", "ENTRYPOINT").get(0))
                .forEach(part ->
                        command.add(part.textValue().replace("/opt/opendatagov-cdc/application", program.toString())));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_OPTS", options);
        builder.environment().put("HOSTNAME", "host-" + folder.getFileName());
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        return lines;
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
