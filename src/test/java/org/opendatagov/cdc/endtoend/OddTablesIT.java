package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Names that need quotes, keys of any type, columns that PostgreSQL fills in, and large values of any type. */
@ExtendWith(SharedWorld.Provider.class)
class OddTablesIT {

    /** The names of the three as a connector's {@code tableIncludeList} has them, regular expressions. */
    static final List<String> TABLES =
            List.of("public\\.Odd \\\"Name\\\"\\. of 'it'\\, \\(ünder\\) %", "public.filled_in", "public.kept_outside");

    private static final String ODD = "Odd \"Name\". of 'it', (ünder) %";
    private static final String QUOTED = "\"Odd \"\"Name\"\". of 'it', (ünder) %\"";
    private static final String ODD_INDEX = "odd__name_._of_'it'__(ünder)_%";
    private static final String ODD_TOPIC = World.ODG_TOPIC + "Odd__Name_._of__it_____nder___";
    private static final String ODD_KEY = "2026-02-08T10%3A00%3A00.000000Z:-0043-03-15:1.50:it's ok:101";
    private static final String PLACEHOLDER = "unavailable";

    private final SharedWorld world;

    OddTablesIT(SharedWorld world) {
        this.world = world;
    }

    @Test
    void namesThatNeedQuotesAndKeysOfAnyTypeArrive() throws Exception {
        world.sinks().awaitEntry(ODD, ODD_KEY, row -> assertOdd(row, "dot.ted", "100%", " ", "mixed"));
        world.sinks().awaitDocument(ODD_INDEX, ODD_KEY, row -> assertOdd(row, "dot%2Eted", "100%25", "%20", "mixed"));

        world.odg.run("UPDATE " + QUOTED + " SET \"MiXed\" = 'updated'");

        world.sinks().awaitEntry(ODD, ODD_KEY, row -> assertOdd(row, "dot.ted", "100%", " ", "updated"));
        world.sinks().awaitDocument(ODD_INDEX, ODD_KEY, row -> assertOdd(row, "dot%2Eted", "100%25", "%20", "updated"));
        world.odg.run("DELETE FROM " + QUOTED);

        world.sinks().awaitGone(ODD, ODD_KEY, ODD_INDEX);
        List<TopicRecord> records = world.topics.read(ODD_TOPIC);
        assertThat(records).extracting(TopicRecord::operation).containsExactly("r", "u", "d", "tombstone");
        assertThat(records.get(0).key())
                .hasToString(
                        "{\"Key One\":\"2026-02-08T10:00:00.000000Z\",\"key.two\":\"-0043-03-15\",\"amount\":\"1.50\","
                                + "\"kind\":\"it's ok\",\"bits\":\"101\"}");
        assertThat(records.get(3).key()).isEqualTo(records.get(0).key());
    }

    private static void assertOdd(JsonNode row, String dotted, String percent, String blank, String mixed) {
        assertThat(row.path("MiXed").asText()).isEqualTo(mixed);
        assertThat(row.path("with space")).hasToString("1");
        assertThat(row.path(dotted)).hasToString("\"dotted\"");
        assertThat(row.path("dot")).hasToString("\"dot\"");
        assertThat(row.path("qu\"ote")).hasToString("0.1");
        assertThat(row.path(blank)).hasToString("\"blank\"");
        assertThat(row.path(percent)).hasToString("\"percent\"");
        assertThat(row.path("large").asText()).isEqualTo("snapshot".repeat(1_000));
    }

    @Test
    void whatPostgresqlFillsInArrivesAndANullIsNoDefault() throws Exception {
        String nulls =
                "{\"id\":1,\"number\":7,\"doubled\":14,\"name\":null,\"since\":null,\"day\":\"2026-02-08\",\"price\":null,"
                        + "\"flag\":true,\"span\":null,\"bits\":\"101\",\"tags\":null,\"document\":{\"a\":1},\"kind\":\"sad\"}";
        world.sinks().await("filled_in", "1", row -> assertThat(row).hasToString(nulls));

        world.odg.run("INSERT INTO filled_in DEFAULT VALUES");
        world.odg.run("INSERT INTO filled_in (name, since, price, span, tags) VALUES (NULL, NULL, NULL, NULL, NULL)");
        world.sinks()
                .await("filled_in", "3", row -> assertThat(row).hasToString(nulls.replace("\"id\":1", "\"id\":3")));
        world.sinks()
                .await(
                        "filled_in",
                        "2",
                        row -> assertThat(row)
                                .hasToString(
                                        "{\"id\":2,\"number\":7,\"doubled\":14,\"name\":\"nobody\",\"since\":\"2026-02-08T10:00:00.000000Z\","
                                                + "\"day\":\"2026-02-08\",\"price\":9.99,\"flag\":true,\"span\":\"P1D\",\"bits\":\"101\","
                                                + "\"tags\":[\"a\"],\"document\":{\"a\":1},\"kind\":\"sad\"}"));

        world.odg.run("DELETE FROM filled_in WHERE id = 3");
        world.sinks().awaitGone("filled_in", "3");
        JsonNode delete = world.topics.read(World.ODG_TOPIC + "filled_in", "id", 3).stream()
                .filter(record -> record.operation().equals("d"))
                .findFirst()
                .orElseThrow()
                .value();
        assertThat(delete.at("/source/snapshot").asText()).isEqualTo("false");
        // PostgreSQL tells no more than the key, and nothing is made up for the rest.
        assertThat(delete.path("before").properties())
                .allSatisfy(column -> assertThat(column.getValue().isNull())
                        .isEqualTo(!column.getKey().equals("id")));
    }

    @Test
    @Tag("faults")
    void eightMegabytesArrive() throws Exception {
        String words = "wörds ".repeat(1_398_102);
        world.sinks().await("kept_outside", "1", row -> assertWords(row, "snapshot", words));
        world.odg.run("INSERT INTO kept_outside (id, note, words) VALUES (2, 'inserted', ?)", words);
        world.sinks().await("kept_outside", "2", row -> assertWords(row, "inserted", words));
        world.odg.run("UPDATE kept_outside SET note = 'updated' WHERE id = 2");
        world.sinks().await("kept_outside", "2", row -> assertWords(row, "updated", words));
    }

    private static void assertWords(JsonNode row, String note, String words) {
        assertThat(row.path("note").asText()).isEqualTo(note);
        // Not isEqualTo, which would print both.
        assertThat(row.path("words").asText().equals(words)).as("words").isTrue();
    }

    @Test
    void largeValuesOfAnyTypeThatAnUpdateLeavesAloneStay() throws Exception {
        world.odg.run("""
                INSERT INTO kept_outside SELECT 3, 'inserted', repeat('w', 3000), decode(repeat('00ff', 2000), 'hex'),
                    (1 || repeat('0123456789', 1000) || '.5')::numeric,
                    jsonb_build_object('a', repeat('j', 3000)),
                    hstore('k', repeat('h', 3000)),
                    array_agg('t' || i), array_agg(i), array_agg(i::bigint), array_agg(i::smallint), array_agg(i / 4.0),
                    array_agg((i / 4.0)::real), array_agg(i % 2 = 0), array_agg('2026-02-08'::date + i),
                    array_agg('2026-02-08 10:00:00+00'::timestamptz + i * interval '1 s'),
                    array_agg(('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid), array_agg(i / 4.0),
                    array_agg(jsonb_build_object('i', i)), array_agg(decode('00ff', 'hex')),
                    array_agg(hstore('i', i::text)), array_agg(ARRAY[i, -i]),
                    range_agg(int4range(i * 2, i * 2 + 1)),
                    ('(' || string_agg('(' || i || ',' || i % 7 || ')', ',') || ')')::polygon,
                    ROW(repeat('s', 3000), 7, '2026-02-08')::address
                FROM generate_series(1, 2500) i""");
        world.sinks().await("kept_outside", "3", "note", "inserted");
        Map<String, Integer> inserted = hashes(world.sinks().entry("kept_outside", "3"));
        assertThat(inserted).hasSize(25).doesNotContainValue(0);

        world.odg.run("UPDATE kept_outside SET note = 'updated' WHERE id = 3");

        world.sinks().await("kept_outside", "3", "note", "updated");
        inserted.put("note", "\"updated\"".hashCode());
        assertThat(hashes(world.sinks().entry("kept_outside", "3"))).isEqualTo(inserted);
        assertThat(hashes(world.sinks().document("kept_outside", "3"))).isEqualTo(inserted);
        assertThat(world.topics.read(World.ODG_TOPIC + "kept_outside", "id", 3))
                .noneMatch(record -> record.value().toString().contains(PLACEHOLDER));
    }

    @Test
    void aValueThatLooksLikeAPlaceholderIsAValue() throws Exception {
        String text = "__debezium_unavailable_value";
        world.odg.run(
                "INSERT INTO kept_outside (id, note, words, bytes, pairs, texts, document) VALUES (4, 'inserted', ?, ?,"
                        + " hstore(?::text, ?::text), ARRAY[?], to_jsonb(?::text))",
                text,
                text.getBytes(StandardCharsets.US_ASCII),
                text,
                text,
                text,
                text);
        for (String note : List.of("inserted", "updated")) {
            world.odg.run("UPDATE kept_outside SET note = ? WHERE id = 4", note);
            world.sinks().await("kept_outside", "4", row -> {
                assertThat(row.path("note").asText()).isEqualTo(note);
                assertThat(row.path("words").asText()).isEqualTo(text);
                assertThat(row.path("bytes").asText())
                        .isEqualTo(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
                assertThat(row.at("/pairs/" + text).asText()).isEqualTo(text);
                assertThat(row.path("texts")).hasToString("[\"" + text + "\"]");
                assertThat(row.path("document").asText()).isEqualTo(text);
            });
        }
    }

    /** What stands for a column's value, so that a difference can be printed; 0 for null. */
    private static Map<String, Integer> hashes(JsonNode row) {
        Map<String, Integer> hashes = new TreeMap<>();
        row.properties()
                .forEach(column -> hashes.put(
                        column.getKey(),
                        column.getValue().isNull()
                                ? 0
                                : column.getValue().toString().hashCode()));
        return hashes;
    }

    @Test
    void elasticsearchTakesNumbersAsNumbersAndTimesAsTimes() {
        world.sinks().await(TypeSamples.TABLE, TypeSamples.all().get(0).id(TypeSamples.Way.SNAPSHOT), row -> {});

        assertThat(world.sinks().search().fieldTypes(TypeSamples.TABLE))
                .containsEntry("date", "date")
                .containsEntry("timestamp", "date")
                .containsEntry("timestamptz", "date")
                .containsEntry("timestamptz[]", "date")
                .containsEntry("numeric", "double")
                .containsEntry("price", "double")
                .containsEntry("money", "double")
                .containsEntry("real", "float")
                .containsEntry("double precision[]", "double")
                .containsEntry("bigint", "long")
                .containsEntry("boolean", "boolean")
                .containsEntry("text", "text")
                .containsEntry("time", "text")
                .containsEntry("jsonb", "object")
                .containsEntry("document", "object")
                .containsEntry("hstore", "object");
    }
}
