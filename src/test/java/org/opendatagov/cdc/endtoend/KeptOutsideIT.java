package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of any type that PostgreSQL keeps outside of the row, and leaves out of the WAL when an update leaves them alone. */
@ExtendWith(CaptureWorld.Provider.class)
class KeptOutsideIT {

    /** Types of pgvector and PostGIS, as far as a text in and out makes them. */
    private static final String[] EXTENSIONS = {"vector", "halfvec", "sparsevec", "geometry", "geography", "unheard_of"
    };

    private static final Map<String, String> COLUMNS = columns();

    private final CaptureWorld world;

    KeptOutsideIT(CaptureWorld world) {
        this.world = world;
    }

    /** A type, and a value of it that is too large for a row. */
    private static Map<String, String> columns() {
        String digits = "repeat('0123456789', 500)";
        String floats = "'[' || (SELECT string_agg((i / 4.0)::text, ',') FROM generate_series(1, 2000) i) || ']'";
        String point = "('0101000020E6100000' || repeat('0123456789abcdef', 300))";
        String sparse =
                "'{' || (SELECT string_agg(i || ':' || i / 4.0, ',') FROM generate_series(1, 2000) i) || '}/%s'";
        String numbers = "(SELECT array_agg(i) FROM generate_series(1, 2000) i)";
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("fake.vector", "(" + floats + ")::fake.vector");
        columns.put("fake.halfvec", "(" + floats + ")::fake.halfvec");
        columns.put("fake.sparsevec", "(" + sparse.formatted("3000") + ")::fake.sparsevec");
        columns.put("fake.geometry", point + "::fake.geometry");
        columns.put("fake.geography", point + "::fake.geography");
        columns.put("fake.unheard_of", digits + "::fake.unheard_of");
        columns.put("fake.embedding", "(" + floats + ")::fake.embedding");
        columns.put("fake.vector[]", "ARRAY[(" + floats + ")::fake.vector, NULL, '[1,2]']");
        columns.put("fake.geometry[]", "ARRAY[" + point + "::fake.geometry, NULL]");
        columns.put("fake.sparsevec[]", "ARRAY[(" + sparse.formatted("3000") + ")::fake.sparsevec]");
        columns.put("fake.unheard_of[]", "ARRAY[" + digits + "::fake.unheard_of]");
        columns.put("fake.note", digits + "::fake.note");
        columns.put("fake.numbers", numbers + "::fake.numbers");
        columns.put("fake.home", "ROW(" + digits + ", 7)::fake.home");
        columns.put("fake.home[]", "ARRAY[ROW(" + digits + ", 7)::fake.home]");
        columns.put("fake.mood[]", "(SELECT array_agg('sad'::fake.mood) FROM generate_series(1, 2000))");
        columns.put("text", digits);
        columns.put("varchar(9000)", digits);
        columns.put("char(9000)", digits);
        columns.put("citext", digits + "::citext");
        columns.put("bytea", "decode(repeat('00ff', 2000), 'hex')");
        columns.put("numeric", "(1 || " + digits + " || '.5')::numeric");
        columns.put("json", "json_build_object('a', " + digits + ")");
        columns.put("jsonb", "jsonb_build_object('a', " + digits + ")");
        columns.put("jsonpath", "('$.' || 'a' || " + digits + ")::jsonpath");
        columns.put("xml", "('<a>' || " + digits + " || '</a>')::xml");
        columns.put("hstore", "hstore('k', " + digits + ")");
        columns.put("ltree", "(SELECT string_agg('t' || i, '.') FROM generate_series(1, 2000) i)::ltree");
        columns.put("varbit", "repeat('01', 20000)::varbit");
        columns.put("bit(40000)", "repeat('01', 20000)::bit(40000)");
        columns.put("tsvector", "(SELECT string_agg('t' || i, ' ') FROM generate_series(1, 2000) i)::tsvector");
        columns.put("numrange", "numrange((1 || " + digits + ")::numeric, (2 || " + digits + ")::numeric)");
        columns.put(
                "int4multirange", "(SELECT range_agg(int4range(i * 2, i * 2 + 1)) FROM generate_series(1, 2000) i)");
        columns.put(
                "tstzmultirange",
                "(SELECT range_agg(tstzrange(d, d + interval '1 h')) FROM generate_series('2026-01-01+00'::timestamptz,"
                        + " '2026-12-01+00', '1 day') d)");
        columns.put(
                "polygon",
                "('(' || (SELECT string_agg('(' || i || ',' || i % 7 || ')', ',') FROM generate_series(1, 2000) i)"
                        + " || ')')::polygon");
        columns.put(
                "path",
                "('[' || (SELECT string_agg('(' || i || ',' || i % 7 || ')', ',') FROM generate_series(1, 2000) i)"
                        + " || ']')::path");
        for (String element :
                new String[] {"int", "bigint", "smallint", "float8", "real", "numeric", "text", "oid", "money"}) {
            columns.put(element + "[]", numbers + "::" + element + "[]");
        }
        columns.put("boolean[]", "(SELECT array_agg(i % 3 = 0) FROM generate_series(1, 9000) i)");
        columns.put("date[]", "(SELECT array_agg('2026-02-08'::date + i) FROM generate_series(1, 2000) i)");
        columns.put("interval[]", "(SELECT array_agg(i * interval '1 s') FROM generate_series(1, 2000) i)");
        columns.put("uuid[]", "(SELECT array_agg(md5(i::text)::uuid) FROM generate_series(1, 2000) i)");
        columns.put("jsonb[]", "(SELECT array_agg(jsonb_build_object('i', i)) FROM generate_series(1, 2000) i)");
        columns.put("bytea[]", "(SELECT array_agg(decode('00ff', 'hex')) FROM generate_series(1, 2000) i)");
        columns.put("hstore[]", "(SELECT array_agg(hstore('i', i::text)) FROM generate_series(1, 2000) i)");
        columns.put("point[]", "(SELECT array_agg(point(i, -i)) FROM generate_series(1, 2000) i)");
        columns.put("box[]", "(SELECT array_agg(box(point(i, i), point(0, 0))) FROM generate_series(1, 2000) i)");
        columns.put("int4range[]", "(SELECT array_agg(int4range(i, i + 1)) FROM generate_series(1, 2000) i)");
        columns.put("inet[]", "(SELECT array_agg('10.0.0.0'::inet + i) FROM generate_series(1, 2000) i)");
        columns.put("int[][]", "(SELECT array_agg(ARRAY[i, -i]) FROM generate_series(1, 2000) i)");
        return columns;
    }

    @ParameterizedTest
    @CsvSource({"false,DEFAULT", "true,DEFAULT", "false,FULL", "false,keyless"})
    void aValueOfAnyTypeThatAnUpdateLeavesAloneStays(boolean unknown, String identity) throws Exception {
        String table = "kept_" + unknown + "_" + identity.toLowerCase(Locale.ROOT);
        ValuesStage stage = new ValuesStage(world, table);
        types(stage);
        stage.run(
                "CREATE TABLE " + table + " (id int" + (identity.equals("keyless") ? "" : " PRIMARY KEY")
                        + ", note text, "
                        + COLUMNS.keySet().stream()
                                .map(type -> '"' + type + "\" " + type + " NOT NULL")
                                .collect(Collectors.joining(", "))
                        + ")",
                """
                DO $$ DECLARE name text; BEGIN
                  FOR name IN SELECT attname FROM pg_attribute WHERE attrelid = '%s'::regclass AND attnum > 2 LOOP
                    BEGIN
                      EXECUTE format('ALTER TABLE %s ALTER %%I SET STORAGE EXTERNAL', name);
                    EXCEPTION WHEN feature_not_supported THEN NULL;
                    END;
                  END LOOP;
                END $$""".formatted(table, table));
        if (!identity.equals("DEFAULT")) {
            stage.run("ALTER TABLE " + table + " REPLICA IDENTITY FULL");
        }
        String insert = "INSERT INTO " + table + " SELECT :id, 'inserted', " + String.join(", ", COLUMNS.values());
        stage.run(insert.replace(":id", "1"));
        try (LocalCapture capture = stage.capture(Map.of("includeUnknownDatatypes", String.valueOf(unknown)), table)) {
            Map<String, Integer> read = values(stage.await(table, 1, "inserted"));
            stage.run(insert.replace(":id", "2"));
            Map<String, Integer> inserted = values(stage.await(table, 2, "inserted"));
            stage.run("UPDATE " + table + " SET note = 'updated'");
            Map<String, Integer> updatedRead = values(stage.await(table, 1, "updated"));
            Map<String, Integer> updated = values(stage.await(table, 2, "updated"));

            assertThat(inserted).hasSize(COLUMNS.size()).doesNotContainValue(0).isEqualTo(read);
            assertThat(updatedRead).isEqualTo(read);
            assertThat(updated).isEqualTo(read);
        }
        stage.drop(table);
    }

    private static void types(ValuesStage stage) throws Exception {
        stage.run("CREATE EXTENSION IF NOT EXISTS hstore", "CREATE EXTENSION IF NOT EXISTS citext");
        stage.run("CREATE EXTENSION IF NOT EXISTS ltree", "DROP SCHEMA IF EXISTS fake CASCADE", "CREATE SCHEMA fake");
        for (String type : EXTENSIONS) {
            String name = "fake." + type;
            stage.run(
                    "CREATE TYPE " + name,
                    "CREATE FUNCTION " + name + "_in(cstring) RETURNS " + name
                            + " LANGUAGE internal IMMUTABLE STRICT AS 'textin'",
                    "CREATE FUNCTION " + name + "_out(" + name
                            + ") RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout'",
                    "CREATE TYPE " + name + " (INPUT = " + name + "_in, OUTPUT = " + name + "_out, STORAGE = EXTERNAL)",
                    "CREATE CAST (text AS " + name + ") WITHOUT FUNCTION");
        }
        stage.run(
                "GRANT USAGE ON SCHEMA fake TO cdc",
                "CREATE DOMAIN fake.embedding AS fake.vector NOT NULL",
                "CREATE DOMAIN fake.note AS text",
                "CREATE DOMAIN fake.numbers AS int[]",
                "CREATE TYPE fake.home AS (street text, number int)",
                "CREATE TYPE fake.mood AS ENUM ('sad', 'ok')");
    }

    /** What stands for a column's value, so that a difference can be printed; 0 for null. */
    private static Map<String, Integer> values(TopicRecord event) {
        Map<String, Integer> hashes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> column : event.value().path("after").properties()) {
            if (COLUMNS.containsKey(column.getKey())) {
                hashes.put(
                        column.getKey(),
                        column.getValue().isNull()
                                ? 0
                                : column.getValue().toString().hashCode());
            }
        }
        return hashes;
    }
}
