package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a column's value stands in both sinks. The table is not among the built-in route's: that it arrives at all shows
 * that a file in {@code cdc.routes.folder} takes the built-in file's place.
 */
@ExtendWith(SharedWorld.Provider.class)
class ColumnTypesIT {

    private final SharedWorld world;
    private final UUID id = UUID.randomUUID();

    ColumnTypesIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void aTableOfARouteFileInTheFolderIsDelivered() throws Exception {
        world.odg.run("INSERT INTO type_samples (id) VALUES (?)", id);

        world.sinks().await("type_samples", id.toString(), "id", id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\": 1, \"b\": [true, null, {\"c\": \"d\"}], \"e\": {\"f\": {\"g\": 1.50}}}",
                "{\"quote\\\" and \\\\ and ü and \\u0001\": \"\\n\"}",
                "{\"long\": 9007199254740993, \"exact\": 0.1000000000000000055511151231257827}"
            })
    void jsonbObjectsAreObjects(String json) throws Exception {
        insert("object", "?::jsonb", json);

        awaitColumn("object", json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[1, 2]", "[[1], [2, [3]]]", "[\"a\", null, false]"})
    void jsonbListsAreLists(String json) throws Exception {
        insert("list", "?::jsonb", json);

        awaitColumn("list", json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{\"a\": 1}", "[{\"a\": {\"b\": 1}}, {}]", "[2, \"c\"]", "\"d\"", "{\"a\": \"e\"}"})
    void jsonbOfAnyShapeHasRoomInOneColumn(String json) throws Exception {
        insert("mixed", "?::jsonb", json);

        awaitColumn("mixed", json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "\"12\"", "\"{\\\"a\\\": 1}\"", "12", "-0.5", "true", "null"})
    void jsonbScalarsAreScalars(String json) throws Exception {
        insert("scalar", "?::jsonb", json);

        awaitColumn("scalar", json);
    }

    @Test
    void jsonIsReadAsJsonbIs() throws Exception {
        insert("plain", "?::json", "{\"a\": [1]}");

        awaitColumn("plain", "{\"a\": [1]}");
    }

    @Test
    void arraysAreLists() throws Exception {
        world.odg.run("""
                INSERT INTO type_samples (id, texts, numbers, amounts, objects, uuids) VALUES (?,
                  ARRAY['a', NULL, 'b,"c"'], ARRAY[1, 9007199254740993], ARRAY[0.1, 12345678901234567890.0123456789],
                  ARRAY['{"a": 1}'::jsonb, '{}'], ARRAY['00000000-0000-4000-8000-000000000001'::uuid])""", id);

        awaitColumn("texts", "[\"a\", null, \"b,\\\"c\\\"\"]");
        awaitColumn("numbers", "[1, 9007199254740993]");
        awaitColumn("amounts", "[0.1, 12345678901234567890.0123456789]");
        awaitColumn("objects", "[{\"a\": 1}, {}]");
        awaitColumn("uuids", "[\"00000000-0000-4000-8000-000000000001\"]");
    }

    @Test
    void anEmptyArrayIsAnEmptyList() throws Exception {
        insert("texts", "?::text[]", "{}");

        awaitColumn("texts", "[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1.5", "2.50", "0.00000000000000000001", "12345678901234567890.12345678901234567890"})
    void numericsKeepEveryDigit(String number) throws Exception {
        insert("exact", "?::numeric", number);

        awaitColumn("exact", number);
    }

    @Test
    void numbersAreNumbers() throws Exception {
        world.odg.run(
                "INSERT INTO type_samples (id, amount, big, fraction) VALUES (?, 1234567890.12, 9223372036854775807, 0.1)",
                id);

        awaitColumn("amount", "1234567890.12");
        awaitColumn("big", "9223372036854775807");
        awaitColumn("fraction", "0.1");
    }

    @Test
    void notANumberIsTextSinceJsonHasNoneForIt() throws Exception {
        insert("exact", "?::numeric", "NaN");

        awaitColumn("exact", "\"NaN\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-08T10:00:00Z", "2026-02-08T10:00:00.123456+05:30", "1969-07-20T20:17:40-04:00"})
    void timestampsKeepTheirInstantAndZone(String time) throws Exception {
        insert("zoned", "?::timestamptz", time);

        world.sinks()
                .await(
                        "type_samples",
                        id.toString(),
                        row -> assertThat(OffsetDateTime.parse(row.path("zoned").asText())
                                        .toInstant())
                                .isEqualTo(OffsetDateTime.parse(time).toInstant()));
    }

    @Test
    void aUuidIsItsText() throws Exception {
        UUID reference = UUID.randomUUID();
        world.odg.run("INSERT INTO type_samples (id, reference) VALUES (?, ?)", id, reference);

        awaitColumn("reference", "\"" + reference + "\"");
    }

    @Test
    void aBooleanIsABoolean() throws Exception {
        world.odg.run("INSERT INTO type_samples (id, flag) VALUES (?, true)", id);

        awaitColumn("flag", "true");
    }

    @Test
    void nullIsNull() throws Exception {
        world.odg.run("INSERT INTO type_samples (id, flag, nothing) VALUES (?, true, 'something')", id);
        awaitColumn("nothing", "\"something\"");
        world.odg.run("UPDATE type_samples SET nothing = NULL WHERE id = ?", id);

        for (String column : new String[] {"nothing", "object", "texts", "exact", "zoned", "reference"}) {
            awaitColumn(column, "null");
        }
    }

    private void insert(String column, String placeholder, String value) throws Exception {
        world.odg.run("INSERT INTO type_samples (id, %s) VALUES (?, %s)".formatted(column, placeholder), id, value);
    }

    private void awaitColumn(String column, String json) {
        JsonNode expected = TopicReader.tree(json);
        world.sinks()
                .await(
                        "type_samples",
                        id.toString(),
                        row -> assertThat(row.path(column).equals(ColumnTypesIT::compareLeaves, expected))
                                .as("%s is %s: %s", column, json, row.get(column))
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
