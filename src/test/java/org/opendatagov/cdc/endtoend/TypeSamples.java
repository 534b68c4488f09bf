package org.opendatagov.cdc.endtoend;

import com.fasterxml.jackson.databind.node.TextNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Values of every type, each in a row of its own in the table {@code every_type}, which has a column for each type, called as the
 * type. Every row comes on three ways: in the snapshot, as an insert, and as an update.
 */
final class TypeSamples {

    static final String TABLE = "every_type";

    /** How a row comes. */
    enum Way {
        SNAPSHOT,
        INSERT,
        UPDATE
    }

    /**
     * A value.
     *
     * @param type the type
     * @param text the value as PostgreSQL reads it
     * @param event the value in the event, as JSON
     * @param sink the value in both sinks, as JSON
     */
    record Sample(int number, String type, String text, String event, String sink) {

        /** The column: the type, but Debezium takes quotes away when a name begins and ends with them. */
        String column() {
            return type.startsWith("\"") ? type.replace("\"", "") : type;
        }

        String id(Way way) {
            return way + "-" + number;
        }

        @Override
        public String toString() {
            return type + " " + (text.length() > 60 ? text.substring(0, 60) + "…" : text);
        }
    }

    private static final List<Sample> ALL = new ArrayList<>();

    static {
        numbers();
        texts();
        times();
        others();
        arrays();
    }

    private TypeSamples() {}

    static List<Sample> all() {
        return List.copyOf(ALL);
    }

    /** Makes the table with the rows for the snapshot. */
    static void create(Connection connection) throws SQLException {
        String columns = ALL.stream()
                .map(sample -> quoted(sample.column()) + " " + sample.type())
                .distinct()
                .collect(Collectors.joining(", "));
        Database.run(connection, "CREATE TABLE " + TABLE + " (id text PRIMARY KEY, " + columns + ")");
        Database.run(connection, "ALTER PUBLICATION debezium_publication ADD TABLE " + TABLE);
        insert(connection, Way.SNAPSHOT);
    }

    /** Makes the rows for the stream. */
    static void stream(Connection connection) throws SQLException {
        insert(connection, Way.INSERT);
        Database.run(
                connection,
                "INSERT INTO " + TABLE + " (id) SELECT 'UPDATE-' || n FROM generate_series(0, " + (ALL.size() - 1)
                        + ") n");
        for (Sample sample : ALL) {
            Database.run(
                    connection,
                    "UPDATE " + TABLE + " SET " + quoted(sample.column()) + " = ?::" + sample.type() + " WHERE id = ?",
                    sample.text(),
                    sample.id(Way.UPDATE));
        }
    }

    /** Sets a column of every kind to null in a row that has none. */
    static void setToNull(Connection connection, String id) throws SQLException {
        Database.run(
                connection,
                "INSERT INTO " + TABLE
                        + " (id, \"text\", \"numeric\", \"jsonb\", \"timestamptz\", \"text[]\", \"boolean\", \"hstore\")"
                        + " VALUES (?, 'a', 1, '{}', now(), '{a}', true, '')",
                id);
        Database.run(
                connection,
                "UPDATE " + TABLE
                        + " SET \"text\" = NULL, \"numeric\" = NULL, \"jsonb\" = NULL, \"timestamptz\" = NULL,"
                        + " \"text[]\" = NULL, \"boolean\" = NULL, \"hstore\" = NULL WHERE id = ?",
                id);
    }

    private static void insert(Connection connection, Way way) throws SQLException {
        for (Sample sample : ALL) {
            Database.run(
                    connection,
                    "INSERT INTO " + TABLE + " (id, " + quoted(sample.column()) + ") VALUES (?, ?::" + sample.type()
                            + ")",
                    sample.id(way),
                    sample.text());
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static void numbers() {
        each("smallint", "-32768", "32767");
        each("integer", "-2147483648", "0", "2147483647");
        each("bigint", "-9223372036854775808", "9007199254740993", "9223372036854775807");
        each("oid", "0", "4294967295");
        each("real", "0.1", "-0.0", "16777216.0", "1.4E-45", "3.4028235E38");
        texts("real", "NaN", "Infinity", "-Infinity");
        each("double precision", "0.1", "-0.0", "4.9E-324", "1.7976931348623157E308", "0.30000000000000004");
        texts("double precision", "NaN", "Infinity", "-Infinity");
        each("boolean", "true", "false");
        number(
                "numeric",
                "0",
                "-1.5",
                "2.50",
                "0.00000000000000000001",
                "1" + "0".repeat(400),
                "0." + "0".repeat(400) + "1");
        number("numeric", "12345678901234567890.12345678901234567890");
        texts("numeric", "NaN", "Infinity", "-Infinity");
        // Longer than readers of JSON take numbers.
        texts("numeric", "9".repeat(131_072) + "." + "9".repeat(16_383), "-" + "7".repeat(901));
        number("numeric(12,2)", "1234567890.12", "-0.10");
        texts("numeric(12,2)", "NaN");
        number("numeric(3,-2)", "12300");
        number("numeric(2,4)", "0.0012");
        number("money", "1234567.89", "-0.01", "92233720368547758.07", "0.00");
        number("price", "12345678.90");
        number("offer", "0.01");
    }

    private static void texts() {
        texts(
                "text",
                "",
                " a\tb\r\nc\\ \"d\" ",
                "Zażółć gęślą jaźń, ελληνικά, кириллица",
                "👩‍👩‍👧‍👦 🏳️‍🌈 𝕊𝕪𝕞𝕓𝕠𝕝𝕤",
                "שלום العربية \u202Ertl\u202C",
                "e\u0301 a\u030A\u0323 \uD55C \u1112\u1161\u11AB",
                "\u0001\u001F\u007F\u0085\u2028\uFEFF\uFFFD\uFFFF",
                "{not json",
                "[1]",
                "null",
                "NaN",
                "infinity",
                "2026-02-08T10:00:00Z",
                "12",
                "'; DROP TABLE every_type; --");
        texts("character varying(20)", "twenty characters !!", "ends with blanks   ");
        texts("character(5)", "ab   ", "     ", "abcde", "ÄÖÜß€");
        texts("name", "relname");
        texts("\"char\"", "x");
        texts("citext", "MiXed");
        texts("mood", "sad", "it's ok", "häppy");
        texts("elsewhere.\"Odd Mood\"", "lala");
        texts("ltree", "Top.Science.Astronomy");
        texts("lquery", "Top.*.Astronomy");
        texts("xml", "<a b=\"c\">&lt;ü</a>", "two <!-- parts -->");
        texts("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    }

    private static void times() {
        texts(
                "date",
                "2026-02-08",
                "0001-01-01",
                "9999-12-31",
                "1582-10-04",
                "1582-10-15",
                "1500-02-28",
                "infinity",
                "-infinity");
        as("date", "0044-03-15 BC", "-0043-03-15");
        as("date", "0001-12-31 BC", "0000-12-31");
        as("date", "4714-11-24 BC", "-4713-11-24");
        as("date", "10000-01-01", "+10000-01-01");
        as("date", "5874897-12-31", "+5874897-12-31");
        texts("day", "2026-02-08", "infinity");
        as("time", "10:00:01.5", "10:00:01.500000");
        as("time", "00:00", "00:00:00.000000");
        as("time", "24:00", "24:00:00.000000");
        as("time(0)", "23:59:59", "23:59:59");
        as("time(3)", "10:00:00.25", "10:00:00.250");
        as("time with time zone", "10:00:00.123456+02", "10:00:00.123456+02:00");
        as("time with time zone", "24:00:00-05:30", "24:00:00.000000-05:30");
        as("time with time zone", "01:02:03+00", "01:02:03.000000Z");
        as("time with time zone", "01:02:03+15:59:59", "01:02:03.000000+15:59:59");
        as("timestamp", "2026-02-08 10:00:00.123456", "2026-02-08T10:00:00.123456");
        as("timestamp", "2026-03-29 02:30:00", "2026-03-29T02:30:00.000000");
        as("timestamp", "0001-01-01 00:00:00", "0001-01-01T00:00:00.000000");
        as("timestamp", "1582-10-10 12:00:00.5", "1582-10-10T12:00:00.500000");
        as("timestamp", "0044-03-15 12:00:00.5 BC", "-0043-03-15T12:00:00.500000");
        as("timestamp", "4714-11-24 00:00:00 BC", "-4713-11-24T00:00:00.000000");
        as("timestamp", "294276-12-31 23:59:59.999999", "+294276-12-31T23:59:59.999999");
        texts("timestamp", "infinity", "-infinity");
        as("timestamp(0)", "2026-02-08 10:00:00", "2026-02-08T10:00:00");
        as("timestamp(3)", "2026-02-08 10:00:00.1", "2026-02-08T10:00:00.100");
        as("timestamptz", "2026-02-08 10:00:00+00", "2026-02-08T10:00:00.000000Z");
        as("timestamptz", "2026-02-08 10:00:00.123456+05:30", "2026-02-08T04:30:00.123456Z");
        as("timestamptz", "1883-11-18 12:00:00-05", "1883-11-18T17:00:00.000000Z");
        as("timestamptz", "0001-01-01 00:00:00+01", "0000-12-31T23:00:00.000000Z");
        as("timestamptz", "0044-03-15 12:00:00.5+00 BC", "-0043-03-15T12:00:00.500000Z");
        as("timestamptz", "294276-12-31 23:59:59.999999+00", "+294276-12-31T23:59:59.999999Z");
        texts("timestamptz", "infinity", "-infinity");
        as("timestamptz(0)", "2026-02-08 10:00:00+00", "2026-02-08T10:00:00Z");
        as("interval", "1 year 2 mons 3 days 04:05:06.789", "P1Y2M3DT4H5M6.789S");
        as("interval", "-1 mon +2 days -00:00:01.5", "P-1M2DT-1.5S");
        as("interval", "0", "PT0S");
        as("interval", "178000000 years", "P178000000Y");
        as("interval", "2562047788:00:54.775807", "PT2562047788H54.775807S");
        texts("interval", "infinity", "-infinity");
    }

    private static void others() {
        as("bit(1)", "1", "1");
        as("bit(8)", "10100000", "10100000");
        texts("bit varying", "", "101", "0".repeat(70) + "1");
        as("bytea", "\\xdeadbeef00ff", "3q2+7wD/");
        as("bytea", "", "");
        texts("inet", "192.168.0.1", "192.168.0.1/24", "::1", "fe80::1/64");
        texts("cidr", "10.0.0.0/8", "2001:db8::/32");
        texts("macaddr", "08:00:2b:01:02:03");
        texts("macaddr8", "08:00:2b:01:02:03:04:05");
        texts("int4range", "[1,10)", "empty", "(,5)");
        texts("int8range", "[-9223372036854775808,9223372036854775807)");
        texts("numrange", "[0.10,1.50]");
        texts("daterange", "[2026-02-08,2026-02-09)", "[2026-02-08,infinity)");
        texts("tsrange", "[\"2026-02-08 10:00:00\",\"2026-02-08 11:00:00.5\")");
        texts("tstzrange", "[\"2026-02-08 10:00:00+00\",infinity)");
        texts("int4multirange", "{[1,3),[5,9)}", "{}");
        texts("datemultirange", "{[2026-02-08,2026-02-09)}");
        texts("version_range", "[a,b)");
        text("json", "{\"a\": 1.50,  \"b\": [true, null]}", "{\"a\": 1.50, \"b\": [true, null]}");
        text("json", "[]", "[]");
        for (String json : List.of(
                "{}",
                "{\"a\": {\"b\": [1, \"c\"]}, \"d\": {\"e\": {\"f\": 1.50}}}",
                "{\"quote\\\" and \\\\ and ü and \\u0001\": \"\\n\"}",
                "{\"\": 1, \" \": 2, \"a\": {\"b\": 4}, \"a.b\": 3}",
                "{\"long\": 9007199254740993, \"exact\": 0.1000000000000000055511151231257827}",
                "[]",
                "[1, 2]",
                "[[1], [2, [3]]]",
                "[{\"a\": {\"b\": 1}}, {}]",
                "[\"a\", null, false]",
                "\"text\"",
                "\"12\"",
                "\"{\\\"a\\\": 1}\"",
                "12",
                "-0.5",
                "true",
                "null",
                "{\"a\": \"e\"}")) {
            text("jsonb", json, json);
        }
        text("jsonb", "{\"n\": " + "9".repeat(1_200) + "}", "{\"n\": \"" + "9".repeat(1_200) + "\"}");
        text("document", "{\"a\": [1]}", "{\"a\": [1]}");
        same(
                "hstore",
                "a=>1, \"b c\"=>NULL, \"\"=>\"x\\\"y\", \"d.e\"=>\"\"",
                "{\"\":\"x\\\"y\",\"a\":\"1\",\"b c\":null,\"d.e\":\"\"}");
        same("hstore", "", "{}");
        texts("point", "(1.5,-2)", "(NaN,Infinity)");
        texts("line", "{1,-1,0.5}");
        texts("lseg", "[(0,0),(1,1.5)]");
        texts("box", "(1,1.5),(0,0)");
        texts("path", "((0,0),(1,1),(2,0))", "[(0,0),(1,1)]");
        texts("polygon", "((0,0),(1,1),(2,0))");
        texts("circle", "<(0.1,2),3>");
        texts("pg_lsn", "16/B374D848");
        texts("tsvector", "'fat':2 'rat':3A");
        texts("tsquery", "'fat' & 'rat'");
        texts("pg_snapshot", "10:20:10,14,15");
        texts("txid_snapshot", "10:20:10,14,15");
        texts("xid", "4294967295");
        texts("xid8", "18446744073709551615");
        texts("tid", "(0,1)");
        texts("regclass", "every_type");
        texts("regtype", "integer");
        texts("int2vector", "1 2 3");
        texts("oidvector", "");
        texts("jsonpath", "$.\"a\"[*]?(@ > 1)");
        texts("address", "(\"Main St, \"\"A\"\"\",7,2026-02-08)", "(,,)");
    }

    private static void arrays() {
        same(
                "text[]",
                "{a,NULL,\"NULL\",\"b,\\\"c\\\"\",\"\",\"{}\",\"back\\\\slash\",👍}",
                "[\"a\",null,\"NULL\",\"b,\\\"c\\\"\",\"\",\"{}\",\"back\\\\slash\",\"👍\"]");
        same("text[]", "{}", "[]");
        same("text[]", "[0:1]={a,b}", "[\"a\",\"b\"]");
        same("text[][]", "{{a,b},{c,NULL}}", "[[\"a\",\"b\"],[\"c\",null]]");
        same("character(3)[]", "{a,bc}", "[\"a  \",\"bc \"]");
        same("smallint[]", "{-32768,NULL,1}", "[-32768,null,1]");
        same("integer[]", "{1,2}", "[1,2]");
        // Declared with one dimension, so the inner brackets are lost.
        same("integer[]", "{{1,2},{3,4}}", "[1,2,3,4]");
        same("integer[][]", "{{1,2},{3,4}}", "[[1,2],[3,4]]");
        same("integer[][]", "{1,2}", "[[1,2]]");
        same("integer[][]", "{}", "[]");
        same("bigint[]", "{9223372036854775807}", "[9223372036854775807]");
        same("real[]", "{0.1,NaN}", "[0.1,\"NaN\"]");
        same("double precision[]", "{0.1,-Infinity,-0}", "[0.1,\"-Infinity\",-0.0]");
        same("boolean[]", "{t,f,NULL}", "[true,false,null]");
        add(
                "numeric[]",
                "{0.10,NaN,NULL,12345678901234567890.5}",
                "[\"0.10\",\"NaN\",null,\"12345678901234567890.5\"]",
                "[0.10,\"NaN\",null,12345678901234567890.5]");
        add("numeric(6,2)[]", "{1.5}", "[\"1.50\"]", "[1.50]");
        add("money[]", "{\"$1,234.50\",-$0.01}", "[\"1234.50\",\"-0.01\"]", "[1234.50,-0.01]");
        add("price[]", "{1.5,NULL}", "[\"1.50\",null]", "[1.50,null]");
        same("marks", "{1,2}", "[1,2]");
        same("date[]", "{2026-02-08,infinity,\"0044-03-15 BC\"}", "[\"2026-02-08\",\"infinity\",\"-0043-03-15\"]");
        same("time[]", "{10:00:01.5}", "[\"10:00:01.500000\"]");
        same("timetz[]", "{10:00+02}", "[\"10:00:00.000000+02:00\"]");
        same("timestamp[]", "{\"2026-03-29 02:30:00\",infinity}", "[\"2026-03-29T02:30:00.000000\",\"infinity\"]");
        same("timestamptz[]", "{\"2026-02-08 10:00:00.1+01\",NULL}", "[\"2026-02-08T09:00:00.100000Z\",null]");
        same("interval[]", "{\"1 day\",00:00:01}", "[\"P1D\",\"PT1S\"]");
        same("bytea[]", "{\"\\\\xdead\",\"\\\\x\"}", "[\"3q0=\",\"\"]");
        same("uuid[]", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", "[\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"]");
        same("inet[]", "{10.0.0.1,::1}", "[\"10.0.0.1\",\"::1\"]");
        same("bit(3)[]", "{101}", "[\"101\"]");
        same("xml[]", "{<a/>}", "[\"<a/>\"]");
        same("mood[]", "{sad,\"it's ok\"}", "[\"sad\",\"it's ok\"]");
        same("citext[]", "{A}", "[\"A\"]");
        same("ltree[]", "{a.b,c}", "[\"a.b\",\"c\"]");
        same("int4range[]", "{\"[1,3)\",empty}", "[\"[1,3)\",\"empty\"]");
        same("int4multirange[]", "{\"{[1,3)}\"}", "[\"{[1,3)}\"]");
        same("box[]", "{(1,1),(0,0);(3,3),(2,2)}", "[\"(1,1),(0,0)\",\"(3,3),(2,2)\"]");
        same("point[]", "{\"(1.5,2)\"}", "[\"(1.5,2)\"]");
        same("address[]", "{\"(\\\"a b\\\",1,)\"}", "[\"(\\\"a b\\\",1,)\"]");
        same("hstore[]", "{\"a=>1\",NULL}", "[{\"a\":\"1\"},null]");
        add(
                "jsonb[]",
                "{\"{\\\"a\\\": 1}\",\"[2]\",NULL,\"null\"}",
                "[\"{\\\"a\\\": 1}\",\"[2]\",null,\"null\"]",
                "[{\"a\": 1},[2],null,null]");
        add("json[]", "{\"{\\\"a\\\":1}\"}", "[\"{\\\"a\\\":1}\"]", "[{\"a\": 1}]");
        same("pg_lsn[]", "{16/B374D848}", "[\"16/B374D848\"]");
    }

    /** Values that JSON has as such. */
    private static void each(String type, String... values) {
        for (String value : values) {
            same(type, value, value);
        }
    }

    /** Exact numbers, which are texts in the event. */
    private static void number(String type, String... values) {
        for (String value : values) {
            add(type, value, json(value), value);
        }
    }

    /** Values that are their own texts. */
    private static void texts(String type, String... values) {
        for (String value : values) {
            same(type, value, json(value));
        }
    }

    /** A text in another form than PostgreSQL's. */
    private static void as(String type, String value, String text) {
        same(type, value, json(text));
    }

    /** JSON, which is a text in the event. */
    private static void text(String type, String value, String sink) {
        add(type, value, json(value), sink);
    }

    private static void same(String type, String value, String json) {
        add(type, value, json, json);
    }

    private static void add(String type, String value, String event, String sink) {
        ALL.add(new Sample(ALL.size(), type, value, event, sink));
    }

    private static String json(String text) {
        return TextNode.valueOf(text).toString();
    }
}
