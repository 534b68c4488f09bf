package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendatagov.cdc.endtoend.TypeSamples.Sample;
import org.opendatagov.cdc.endtoend.TypeSamples.Way;

/** Values of every type, on every way, in the topic and in both sinks: docs/types.md says how they stand there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedWorld.Provider.class)
class TypesIT {

    private static final String NULLED = "nulled";

    private final SharedWorld world;
    private final Map<String, JsonNode> events = new HashMap<>();

    TypesIT(SharedWorld world) {
        this.world = world;
    }

    /** All at once, so that they travel together, and one wait for all. */
    @BeforeAll
    void awaitSamples() throws Exception {
        try (Connection connection = world.postgres.connect(world.odg.name())) {
            TypeSamples.setToNull(connection, NULLED);
            TypeSamples.stream(connection);
        }
        int updated = TypeSamples.all().size();
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            events.clear();
            for (TopicRecord record : world.topics.read(World.ODG_TOPIC + TypeSamples.TABLE)) {
                events.put(record.key().path("id").asText(), record.value());
            }
            assertThat(events.values().stream()
                            .filter(event -> event.path("op").asText().equals("u"))
                            .count())
                    .isEqualTo(updated + 1);
        });
        for (Sample sample : TypeSamples.all()) {
            String id = sample.id(Way.UPDATE);
            world.sinks().awaitEntry(TypeSamples.TABLE, id, row -> arrived(row, sample.column()));
            world.sinks().awaitDocument(TypeSamples.TABLE, id, row -> arrived(row, field(sample)));
        }
    }

    private static void arrived(JsonNode row, String column) {
        assertThat(row.has(column)).as("%s has arrived", column).isTrue();
    }

    /** A dot would make an object of a field. */
    private static String field(Sample sample) {
        return sample.column().replace(".", "%2E");
    }

    static Stream<Arguments> samplesOnEveryWay() {
        return TypeSamples.all().stream()
                .flatMap(sample -> Stream.of(Way.values()).map(way -> Arguments.of(sample, way)));
    }

    @ParameterizedTest
    @MethodSource("samplesOnEveryWay")
    void nothingIsAltered(Sample sample, Way way) {
        String id = sample.id(way);
        JsonNode event = events.get(id).path("after").path(sample.column());
        JsonNode entry = world.sinks().entry(TypeSamples.TABLE, id);
        JsonNode document = world.sinks().document(TypeSamples.TABLE, id);

        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(shown(event)).as("in the topic").isEqualTo(shown(TopicReader.tree(sample.event())));
        softly.assertThat(shown(entry.path(sample.column()))).as("in Redis").isEqualTo(sink(sample));
        softly.assertThat(document == null ? null : shown(document.path(field(sample))))
                .as("in Elasticsearch")
                .isEqualTo(sink(sample));
        softly.assertAll();
    }

    @Test
    void nullIsNull() {
        world.sinks()
                .await(
                        TypeSamples.TABLE,
                        NULLED,
                        row -> row.properties()
                                .forEach(column -> assertThat(column.getValue().isNull())
                                        .as(column.getKey())
                                        .isEqualTo(!column.getKey().equals("id"))));
    }

    private static String sink(Sample sample) {
        return shown(TopicReader.tree(sample.sink()));
    }

    private static String shown(JsonNode value) {
        return value.toString();
    }
}
