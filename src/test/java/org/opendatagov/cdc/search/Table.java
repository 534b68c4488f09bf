package org.opendatagov.cdc.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table as the generator thinks that it is; statements that are wrong about it are refused, and change nothing. */
final class Table {

    private static final int KEYS = 9;

    private final Random random;
    private final Values values;
    final String name;
    final Map<String, String> key = new LinkedHashMap<>();
    final Map<String, String> columns = new LinkedHashMap<>();

    Table(Random random, String name) {
        this.random = random;
        this.values = new Values(random);
        this.name = name;
    }

    /** Some of all columns outside of the key; each round other ones. */
    private List<String> someColumns() {
        List<String> all = new ArrayList<>(columns.keySet());
        all.removeIf(column -> random.nextInt(3) == 0);
        return all;
    }

    String insert() {
        return insert(1 + random.nextInt(4)) + " ON CONFLICT DO NOTHING";
    }

    String upsert() {
        List<String> some = someColumns();
        return insert(1) + " ON CONFLICT (" + String.join(", ", key.keySet()) + ") DO UPDATE SET ver = EXCLUDED.ver"
                + some.stream()
                        .map(column -> ", " + column + " = EXCLUDED." + column)
                        .collect(Collectors.joining());
    }

    private String insert(int rows) {
        List<String> some = someColumns();
        List<String> names = new ArrayList<>(key.keySet());
        names.add("ver");
        names.addAll(some);
        return "INSERT INTO " + name + " (" + String.join(", ", names) + ") VALUES "
                + IntStream.range(0, rows)
                        .mapToObj(row -> "(" + keyValues(random.nextInt(KEYS)) + ", :ver"
                                + some.stream()
                                        .map(column -> ", " + values.value(columns.get(column)))
                                        .collect(Collectors.joining())
                                + ")")
                        .collect(Collectors.joining(", "));
    }

    /** Adds rows without an end of a few; those of a key that counts itself. */
    String insertMany() {
        if (key.size() != 1
                || (!key.containsValue("int") && !key.containsValue("bigint") && !key.containsValue("identity"))) {
            return insert();
        }
        int first = 100 + random.nextInt(900);
        return "INSERT INTO " + name + " (" + key.keySet().iterator().next()
                + ", ver) SELECT i, :ver FROM generate_series(" + first + ", "
                + (first + random.nextInt(random.nextInt(4) == 0 ? 3_000 : 200))
                + ") i ON CONFLICT DO NOTHING";
    }

    /** Writes a few rows again and again. */
    String burst() {
        String number = key.size() == 1 ? key.values().iterator().next() : "";
        if (!List.of("int", "bigint", "identity").contains(number)) {
            return (5 + random.nextInt(20)) + " " + upsert();
        }
        String id = key.keySet().iterator().next();
        return (20 + random.nextInt(200)) + " INSERT INTO " + name + " (" + id
                + ", ver) VALUES (:i % 7, :ver) ON CONFLICT (" + id + ") DO UPDATE SET ver = EXCLUDED.ver";
    }

    /** Adds rows by COPY, if the key is a number. */
    String copy() {
        if (!List.of("int", "bigint", "identity", "text", "numeric").containsAll(key.values())) {
            return insert();
        }
        int first = 10 + random.nextInt(90);
        return "COPY " + name + " (" + String.join(", ", key.keySet()) + ", ver) FROM PROGRAM 'for i in $(seq " + first
                + " " + (first + random.nextInt(20)) + "); do echo \"" + "$i,".repeat(key.size())
                + ":ver\"; done' (FORMAT csv)";
    }

    String update() {
        return "UPDATE " + name + " SET ver = :ver"
                + someColumns().stream()
                        .map(column -> ", " + column + " = " + values.value(columns.get(column)))
                        .collect(Collectors.joining())
                + where();
    }

    /** Leaves all columns but the version alone. */
    String touch() {
        return "UPDATE " + name + " SET ver = :ver" + where();
    }

    String changeKey() {
        int number = random.nextInt(KEYS);
        return "UPDATE " + name + " SET ver = :ver, (" + String.join(", ", key.keySet()) + ") = ROW("
                + keyValues(number) + ")" + ofKey(random.nextInt(KEYS));
    }

    String delete() {
        return "DELETE FROM " + name + where();
    }

    String merge() {
        String on = key.keySet().stream()
                .map(column -> "t." + column + " = s." + column)
                .collect(Collectors.joining(" AND "));
        String then = random.nextBoolean() ? "DELETE" : "UPDATE SET ver = :ver";
        return "MERGE INTO " + name + " t USING (SELECT "
                + key.entrySet().stream()
                        .map(column -> values.key(column.getValue(), random.nextInt(KEYS)) + "::"
                                + keyType(column.getValue()) + " AS " + column.getKey())
                        .collect(Collectors.joining(", "))
                + ") s ON " + on + " WHEN MATCHED THEN " + then + " WHEN NOT MATCHED THEN INSERT ("
                + String.join(", ", key.keySet()) + ", ver) VALUES ("
                + key.keySet().stream().map(column -> "s." + column).collect(Collectors.joining(", ")) + ", :ver)";
    }

    private static String keyType(String type) {
        return type.equals("identity") ? "bigint" : type;
    }

    private String where() {
        return switch (random.nextInt(12)) {
            case 0 -> "";
            case 1, 2 -> " WHERE ver % 3 = " + random.nextInt(3);
            default -> ofKey(random.nextInt(KEYS));
        };
    }

    private String ofKey(int number) {
        return key.entrySet().stream()
                .map(column -> column.getKey() + " = " + values.key(column.getValue(), number))
                .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    private String keyValues(int number) {
        return key.values().stream().map(type -> values.key(type, number)).collect(Collectors.joining(", "));
    }
}
