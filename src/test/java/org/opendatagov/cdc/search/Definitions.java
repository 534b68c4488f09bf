package org.opendatagov.cdc.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes tables, alters them, and chooses the options of a connector. */
final class Definitions {

    /** What columns of any table may be of. */
    static final String TYPES =
            "CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine'); CREATE DOMAIN natural_number AS int CHECK (VALUE > 0)";

    private static final List<String> TABLES = List.of(
            "\"Capital\"",
            "\"with space\"",
            "\"dot.ted\"",
            "\"qu\"\"ote's\"",
            "source",
            "message",
            "\"ünder\"",
            "\"100%\"",
            "\"a-b\"",
            "\"comma,\"",
            "\"(round)\"",
            "\"back\\slash\"",
            "\"$1\"");
    private static final List<String> COLUMNS = List.of(
            "a",
            "b",
            "c",
            "\"Capital\"",
            "\"with space\"",
            "\"dot.ted\"",
            "\"qu\"\"ote\"",
            "source",
            "before",
            "after",
            "op",
            "\"_id\"",
            "message",
            "\"ünder\"",
            "schema",
            "payload",
            "\"order\"",
            "ts_ms",
            "\"100%\"",
            "\"comma,\"",
            "\"id\"");

    private final Random random;
    private final List<String> tableNames = new ArrayList<>(TABLES);

    Definitions(Random random) {
        this.random = random;
        Collections.shuffle(tableNames, random);
    }

    /** Gives a table other columns beside the key. */
    void change(Table table) {
        table.columns.clear();
        columns(table);
    }

    /** A table that no other of the round is called as. */
    Table table(int number) {
        Table table = new Table(random, random.nextInt(3) > 0 ? "t" + number : tableNames.remove(0));
        int keys = random.nextInt(4) == 0 ? 2 : 1;
        for (int i = 0; i < keys; i++) {
            table.key.put(random.nextInt(3) > 0 ? "id" + i : one(COLUMNS), one(Values.KEY_TYPES));
        }
        columns(table);
        return table;
    }

    private void columns(Table table) {
        List<String> names = new ArrayList<>(COLUMNS);
        names.removeAll(table.key.keySet());
        Collections.shuffle(names, random);
        int columns = random.nextInt(6);
        for (int i = 0; i < columns; i++) {
            table.columns.put(names.remove(0), one(Values.TYPES));
        }
    }

    /**
     * What makes a table, number it as the round does.
     *
     * @param schemaPublished whether its publication has partitions as their table, and generated columns
     */
    String create(Table table, int number, boolean schemaPublished) {
        String constraint = "k" + number;
        StringBuilder create = new StringBuilder("CREATE TABLE " + table.name + " ("
                + table.key.entrySet().stream()
                        .map(column -> column.getKey() + " " + Values.declared(column.getValue()))
                        .collect(Collectors.joining(", "))
                + ", ver bigint NOT NULL"
                + table.columns.entrySet().stream()
                        .map(column -> ", " + column.getKey() + " " + Values.declared(column.getValue()))
                        .collect(Collectors.joining())
                + (schemaPublished && random.nextInt(6) == 0 ? ", gen bigint GENERATED ALWAYS AS (ver * 2) STORED" : "")
                + ", CONSTRAINT " + constraint + " PRIMARY KEY (" + String.join(", ", table.key.keySet()) + "))");
        boolean partitioned = schemaPublished && random.nextInt(4) == 0;
        if (partitioned) {
            create.append(" PARTITION BY HASH (")
                    .append(table.key.keySet().iterator().next())
                    .append(")");
            for (int i = 0; i < 3; i++) {
                create.append("; CREATE TABLE _p%d_%d PARTITION OF %s FOR VALUES WITH (MODULUS 3, REMAINDER %d)"
                        .formatted(number, i, table.name, i));
            }
        }
        switch (random.nextInt(5)) {
            case 0 -> create.append(identity(table, number, partitioned, "FULL"));
            case 1 -> create.append(identity(table, number, partitioned, "USING INDEX " + constraint));
            default -> {}
        }
        return create.toString();
    }

    private static String identity(Table table, int number, boolean partitioned, String identity) {
        if (!partitioned) {
            return "; ALTER TABLE " + table.name + " REPLICA IDENTITY " + identity;
        }
        // Each partition has its own, by an index with a name of its own.
        StringBuilder each = new StringBuilder();
        for (int i = 0; identity.equals("FULL") && i < 3; i++) {
            each.append("; ALTER TABLE _p%d_%d REPLICA IDENTITY FULL".formatted(number, i));
        }
        return each.toString();
    }

    /** Alters a table in some way. */
    String alter(Table table) {
        String alter = "ALTER TABLE " + table.name + " ";
        List<String> columns = new ArrayList<>(table.columns.keySet());
        int what = columns.isEmpty() ? 0 : random.nextInt(8);
        String column = columns.isEmpty() ? "" : one(columns);
        switch (what) {
            case 0, 1, 2 -> {
                String name = one(COLUMNS);
                String type = one(Values.TYPES);
                String value = random.nextInt(3) == 0 ? " DEFAULT " + new Values(random).constant(type) : "";
                if (!table.key.containsKey(name) && !table.columns.containsKey(name)) {
                    table.columns.put(name, type);
                }
                return alter + "ADD COLUMN " + name + " " + Values.declared(type) + value;
            }
            case 3 -> {
                table.columns.remove(column);
                return alter + "DROP COLUMN " + column;
            }
            case 4, 5 -> {
                String name = one(COLUMNS);
                if (!table.key.containsKey(name) && !table.columns.containsKey(name)) {
                    table.columns.put(name, table.columns.remove(column));
                }
                return alter + "RENAME COLUMN " + column + " TO " + name;
            }
            case 6 -> {
                table.columns.put(column, "text");
                return alter + "ALTER COLUMN " + column + " TYPE text";
            }
            default -> {
                return alter + "REPLICA IDENTITY " + one(List.of("FULL", "DEFAULT"));
            }
        }
    }

    /**
     * The options of the connector, as a JSON object.
     *
     * @param schemaPublished whether its publication has all tables of the schema, also those to come, and partitions as their table
     */
    String options(boolean schemaPublished) {
        Map<String, String> options = new TreeMap<>();
        if (schemaPublished) {
            options.put("publication.autocreate.mode", "disabled");
        }
        maybe(options, "max.batch.size", "1", "7", "64");
        maybe(options, "poll.interval.ms", "10", "100");
        maybe(options, "snapshot.fetch.size", "1", "10");
        maybe(options, "incremental.snapshot.chunk.size", "1", "3", "50");
        maybe(options, "provide.transaction.metadata", "true");
        maybe(options, "heartbeat.interval.ms", "100", "1000");
        maybe(options, "snapshot.mode", "initial", "when_needed");
        maybe(options, "topic.creation.default.partitions", "1", "5");
        return options.entrySet().stream()
                .map(option -> "\"" + option.getKey() + "\": \"" + option.getValue() + "\"")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private void maybe(Map<String, String> options, String name, String... values) {
        if (random.nextInt(3) == 0) {
            options.put(name, values[random.nextInt(values.length)]);
        }
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
