package org.opendatagov.cdc.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a native build is configured with outside of Java names things that exist in the dependencies as they resolve. */
class NativeSettingsTest {

    private static final String AT_RUN_TIME = "--initialize-at-run-time=";

    private final Set<String> files = ClassPath.files();

    NativeSettingsTest() throws IOException {}

    @Test
    void everyResourceAskedForExists() throws IOException {
        List<String> globs = setting("quarkus.native.resources.includes");

        assertThat(globs).hasSizeGreaterThan(5);
        assertThat(globs).allSatisfy(glob -> {
            PathMatcher matcher = matcher(glob);
            assertThat(files).anyMatch(file -> matcher.matches(Path.of(file)));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"routes", "org"})
    void everyResourceOfOursIsIncluded(String folder) throws IOException {
        List<PathMatcher> globs = setting("quarkus.native.resources.includes").stream()
                .map(NativeSettingsTest::matcher)
                .toList();
        Path resources = Path.of("src/main/resources");

        try (Stream<Path> ours = Files.walk(resources.resolve(folder))) {
            assertThat(ours.filter(Files::isRegularFile).map(resources::relativize))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(globs).anyMatch(glob -> glob.matches(file)));
        }
    }

    @Test
    void everyServiceFileOfTheEngineIsIncluded() throws IOException {
        assertThat(files).contains("META-INF/services/io.debezium.connector.base.QueueProvider");
        assertThat(setting("quarkus.native.resources.includes"))
                .contains("META-INF/services/io.debezium.*", "META-INF/services/org.apache.kafka.connect.*");
    }

    @Test
    void everyBuildStampThatTheEngineReadsIsIncluded() throws IOException {
        assertThat(setting("quarkus.native.resources.includes"))
                .contains(
                        "io/debezium/build.version",
                        "io/debezium/connector/postgresql/build.version",
                        "io/debezium/openlineage/build.version");
    }

    @Test
    void everyClassInitialisedAtRunTimeExists() throws IOException {
        List<String> arguments = setting("quarkus.native.additional-build-args");

        assertThat(arguments).hasSizeGreaterThan(2);
        assertThat(arguments).allSatisfy(argument -> {
            assertThat(argument).startsWith(AT_RUN_TIME);
            String name = argument.substring(AT_RUN_TIME.length()).replace('.', '/');
            assertThat(files).anyMatch(file -> file.equals(name + ".class") || file.startsWith(name + "/"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"jni-config.json", "reflect-config.json"})
    void everyClassAndFieldOfOurConfigurationExists(String file) throws IOException {
        JsonNode classes = new ObjectMapper()
                .readTree(getClass()
                        .getResourceAsStream("/META-INF/native-image/org.opendatagov/opendatagov-cdc/" + file));

        assertThat(classes).isNotEmpty().allSatisfy(type -> {
            Class<?> found = ClassPath.load(type.path("name").textValue());
            for (JsonNode field : type.path("fields")) {
                assertThat(found.getDeclaredField(field.path("name").textValue()))
                        .isNotNull();
            }
        });
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    private static List<String> setting(String name) throws IOException {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(
                        new PropertiesConfigSource(NativeSettingsTest.class.getResource("/application.properties")))
                .build();
        return config.getValues(name, String.class);
    }
}
