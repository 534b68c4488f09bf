package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.client.CdcConsumer;
import org.opendatagov.cdc.example.ModelCardChanges;
import org.slf4j.Logger;

/** The program of docs/consumer.md, in a JVM that has the product's classes, Kafka's client and Jackson, and nothing else. */
@Tag("faults")
@ExtendWith(SharedWorld.Provider.class)
class ExampleProgramIT {

    private static final Path SOURCE = Path.of("src/test/java/org/opendatagov/cdc/example/ModelCardChanges.java");

    private final SharedWorld world;

    ExampleProgramIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void itTellsWhatBecomesOfAModelCard() throws Exception {
        UUID id = UUID.randomUUID();
        Path output = Files.createTempFile("example", ".log");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        ModelCardChanges.class.getName(),
                        world.kafka.bootstrapServers())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            world.odg.run("INSERT INTO model_cards (id, model_name, risk_level) VALUES (?, ?, 'high')", id, id);
            world.odg.run("UPDATE model_cards SET model_version = '2.0' WHERE id = ?", id);
            world.odg.run("DELETE FROM model_cards WHERE id = ?", id);

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(Files.readAllLines(output))
                            .containsSubsequence(
                                    "there is " + id + ", of risk level high",
                                    "changed is " + id + ", now of version 2.0",
                                    "gone is " + id));
        } finally {
            program.destroyForcibly().waitFor();
        }
    }

    @Test
    void theDocumentHoldsTheProgramAsItIs() throws Exception {
        assertThat(Files.readString(Path.of("docs/consumer.md")))
                .contains("```java\n" + Files.readString(SOURCE) + "```");
    }

    private static String classPath() {
        return Stream.of(
                        CdcConsumer.class,
                        ModelCardChanges.class,
                        KafkaConsumer.class,
                        Logger.class,
                        ObjectMapper.class,
                        JsonParser.class,
                        JsonProperty.class,
                        LZ4Factory.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }
}
