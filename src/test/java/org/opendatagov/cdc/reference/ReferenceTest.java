package org.opendatagov.cdc.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendatagov.cdc.reference.ComponentOptions.Component;

/**
 * What is written of the components' options is what the code says of them. After a change of an option, {@code mvn test
 * -Dtest=ReferenceTest -Ddocs.update=true} writes both files again.
 */
class ReferenceTest {

    private static final Path ROUTES = Path.of("src", "main", "resources", "routes");

    private static final Path EXAMPLE = Path.of("kubernetes", "base", "routes", "notify-model-card.yaml.example");

    private static final String CAMEL = new DefaultCamelContext().getVersion();

    private static final List<Component> COMPONENTS = ComponentOptions.all();

    private static final Schema SCHEMA = schema();

    @Test
    void thePageTellsTheOptionsOfTheCode() throws IOException {
        assertUpToDate(Path.of("docs", "components.md"), ComponentsPage.of(COMPONENTS));
    }

    @Test
    void theSchemaTellsTheOptionsOfTheCode() throws IOException {
        assertUpToDate(Path.of("docs", "routes.schema.json"), RoutesSchema.of(COMPONENTS, CAMEL));
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void theBuiltInRoutesKeepToTheSchema(Path file) throws IOException {
        assertThat(problems(Files.readString(file))).isEmpty();
    }

    static Stream<Path> builtIn() throws IOException {
        try (Stream<Path> files = Files.list(ROUTES)) {
            return Stream.concat(files.toList().stream(), Stream.of(EXAMPLE));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "deliver-cache.yaml, expiry: 1h, expire: 1h, expire",
        "deliver-cache.yaml, expiry: 1h, format: xml, parameters/format",
        "deliver-search.yaml, index: cdc_{table}, maxRequestBytes: many, parameters/maxRequestBytes",
        "capture-odg.yaml, slotName:, slotNaem:, slotNaem",
        "capture-odg.yaml, source: odg, hypertables: true, required property",
        "capture-odg.yaml, steps:, stpes:, stpes",
        "notify-pipeline-failed.yaml, columns:, column:, column",
        "notify-model-card.yaml, type: org.opendatagov.model-card.updated, remembered: 5, required property",
    })
    void aMistakeIsFound(String file, String right, String wrong, String named) throws IOException {
        String route = Files.readString(ROUTES.resolve(file));

        assertThat(problems(route.replace(right, wrong)))
                .anySatisfy(problem -> assertThat(problem).contains(named));
    }

    @Test
    void aSettingMayStandForAnyValue() throws IOException {
        String route = Files.readString(ROUTES.resolve("deliver-search.yaml"));

        assertThat(problems(route.replace("index: cdc_{table}", "maxRequestBytes: '{{search.bytes}}'")))
                .isEmpty();
    }

    private static List<String> problems(String route) throws IOException {
        JsonNode read = new YAMLMapper().readTree(route);
        return SCHEMA.validate(read).stream().map(Error::toString).toList();
    }

    private static Schema schema() {
        try (InputStream in = ReferenceTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            String camels = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_7,
                            registry -> registry.schemas(Map.of(RoutesSchema.camels(CAMEL), camels)))
                    .getSchema(RoutesSchema.of(COMPONENTS, CAMEL), InputFormat.JSON);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertUpToDate(Path file, String generated) throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(file, generated);
        }
        assertThat(file)
                .as("%s is out of date; mvn test -Dtest=ReferenceTest -Ddocs.update=true writes it again", file)
                .hasContent(generated);
    }
}
