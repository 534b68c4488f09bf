package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * How a column's value stands in both sinks. The table is not among the built-in route's: that it arrives at all shows
 * that a file in {@code cdc.routes.folder} takes the built-in file's place.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedWorld.Provider.class)
class ColumnTypesIT {

    private static final List<Sample> JSONB_OBJECTS = samples(
            "object",
            "jsonb",
            "{}",
            "{\"a\": 1, \"b\": [true, null, {\"c\": \"d\"}], \"e\": {\"f\": {\"g\": 1.50}}}",
            "{\"quote\\\" and \\\\ and ü and \\u0001\": \"\\n\"}",
            "{\"long\": 9007199254740993, \"exact\": 0.1000000000000000055511151231257827}");

    private static final List<Sample> JSONB_LISTS = samples(
            "list",
            "jsonb",
            "[]",
            "[1, 2]",
            "[[1], [2, [3]]]",
            "[{\"a\": 1}, {\"b\": [\"c\"]}]",
            "[\"a\", null, false]");

    private static final List<Sample> JSONB_SCALARS =
            samples("scalar", "jsonb", "\"text\"", "\"12\"", "\"{\\\"a\\\": 1}\"", "12", "-0.5", "true", "null");

    private static final List<Sample> JSONB_OF_ANY_SHAPE = samples(
            "mixed", "jsonb", "1", "{\"a\": 1}", "[{\"a\": {\"b\": 1}}, {}]", "[2, \"c\"]", "\"d\"", "{\"a\": \"e\"}");

    private static final List<Sample> ARRAYS = List.of(
            sample("texts", "text[]", "{a,NULL,\"b,\\\"c\\\"\"}", "[\"a\", null, \"b,\\\"c\\\"\"]"),
            sample("texts", "text[]", "{}", "[]"),
            sample("numbers", "bigint[]", "{1,9007199254740993}", "[1, 9007199254740993]"),
            sample(
                    "amounts",
                    "numeric[]",
                    "{0.1,12345678901234567890.0123456789}",
                    "[0.1, 12345678901234567890.0123456789]"),
            sample("objects", "jsonb[]", "{\"{\\\"a\\\": 1}\",\"[2]\"}", "[{\"a\": 1}, [2]]"),
            sample(
                    "uuids",
                    "uuid[]",
                    "{00000000-0000-4000-8000-000000000001}",
                    "[\"00000000-0000-4000-8000-000000000001\"]"));

    private static final List<Sample> NUMERICS = samples(
            "exact",
            "numeric",
            "0",
            "-1.5",
            "2.50",
            "0.00000000000000000001",
            "12345678901234567890.12345678901234567890");

    private static final List<Sample> OTHERS = List.of(
            sample("plain", "json", "{\"a\": [1]}", "{\"a\": [1]}"),
            sample("amount", "numeric", "1234567890.12", "1234567890.12"),
            // JSON has no such number.
            sample("exact", "numeric", "NaN", "\"NaN\""),
            sample("big", "bigint", "9223372036854775807", "9223372036854775807"),
            sample("fraction", "float8", "0.1", "0.1"),
            sample("flag", "boolean", "true", "true"));

    private static final Sample REFERENCE = sample(
            "reference", "uuid", "a0000000-0000-4000-8000-00000000000f", "\"a0000000-0000-4000-8000-00000000000f\"");

    private static final List<Sample> TIMES = samples(
            "zoned",
            "timestamptz",
            "2026-02-08T10:00:00Z",
            "2026-02-08T10:00:00.123456+05:30",
            "1969-07-20T20:17:40-04:00");

    private final SharedWorld world;

    ColumnTypesIT(SharedWorld world) {
        this.world = world;
    }

    /**
     * A row with a value in one column.
     *
     * @param text the value as PostgreSQL reads it
     * @param json what the sinks hold
     */
    private record Sample(UUID id, String column, String type, String text, String json) {
        @Override
        public String toString() {
            return type + " " + text;
        }
    }

    private static Sample sample(String column, String type, String text, String json) {
        return new Sample(UUID.randomUUID(), column, type, text, json);
    }

    private static List<Sample> samples(String column, String type, String... texts) {
        return Stream.of(texts).map(text -> sample(column, type, text, text)).toList();
    }

    /** All at once, so that they travel together. */
    @BeforeAll
    void insertSamples() throws Exception {
        try (Connection connection = world.postgres.connect(world.odg.name())) {
            for (List<Sample> group : List.of(
                    JSONB_OBJECTS,
                    JSONB_LISTS,
                    JSONB_SCALARS,
                    JSONB_OF_ANY_SHAPE,
                    ARRAYS,
                    NUMERICS,
                    OTHERS,
                    TIMES,
                    List.of(REFERENCE))) {
                for (Sample sample : group) {
                    Database.run(
                            connection,
                            "INSERT INTO type_samples (id, %s) VALUES (?, ?::%s)"
                                    .formatted(sample.column(), sample.type()),
                            sample.id(),
                            sample.text());
                }
            }
        }
    }

    @Test
    void aTableOfARouteFileInTheFolderIsDelivered() {
        UUID id = OTHERS.get(0).id();

        world.sinks().await("type_samples", id.toString(), "id", id);
    }

    @ParameterizedTest
    @FieldSource("JSONB_OBJECTS")
    void jsonbObjectsAreObjects(Sample sample) {
        await(sample);
    }

    @ParameterizedTest
    @FieldSource("JSONB_LISTS")
    void jsonbListsAreLists(Sample sample) {
        await(sample);
    }

    @ParameterizedTest
    @FieldSource("JSONB_SCALARS")
    void jsonbScalarsAreScalars(Sample sample) {
        await(sample);
    }

    @ParameterizedTest
    @FieldSource("JSONB_OF_ANY_SHAPE")
    void jsonbOfAnyShapeHasRoomInOneColumn(Sample sample) {
        await(sample);
    }

    @ParameterizedTest
    @FieldSource("ARRAYS")
    void arraysAreLists(Sample sample) {
        await(sample);
    }

    @ParameterizedTest
    @FieldSource("NUMERICS")
    void numericsKeepEveryDigit(Sample sample) {
        await(sample);
    }

    @ParameterizedTest
    @FieldSource("OTHERS")
    void otherTypesAreWhatJsonHasForThem(Sample sample) {
        await(sample);
    }

    @Test
    void aUuidIsItsText() {
        await(REFERENCE);
    }

    @ParameterizedTest
    @FieldSource("TIMES")
    void timestampsKeepTheirInstantAndZone(Sample sample) {
        world.sinks()
                .await(
                        "type_samples",
                        sample.id().toString(),
                        row -> assertThat(OffsetDateTime.parse(row.path("zoned").asText())
                                        .toInstant())
                                .isEqualTo(OffsetDateTime.parse(sample.text()).toInstant()));
    }

    @Test
    void nullIsNull() throws Exception {
        UUID id = UUID.randomUUID();
        world.odg.run("INSERT INTO type_samples (id, nothing) VALUES (?, 'something')", id);
        await(new Sample(id, "nothing", "text", "something", "\"something\""));
        world.odg.run("UPDATE type_samples SET nothing = NULL WHERE id = ?", id);

        for (String column : List.of("nothing", "object", "texts", "exact", "zoned", "reference", "flag")) {
            await(new Sample(id, column, "null", "null", "null"));
        }
    }

    private void await(Sample sample) {
        JsonNode expected = TopicReader.tree(sample.json());
        world.sinks()
                .await(
                        "type_samples",
                        sample.id().toString(),
                        row -> assertThat(row.path(sample.column()).equals(ColumnTypesIT::compareLeaves, expected))
                                .as("%s is %s: %s", sample.column(), sample.json(), row.get(sample.column()))
                                .isTrue());
    }

    /** Numbers are the same by value, 1.50 and 1.5. */
    private static int compareLeaves(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }
}
