package org.opendatagov.cdc.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.opendatagov.cdc.endtoend.TopicReader;

/** Holds both sinks against the rows that the topics come to. */
final class SinkCheck {

    private final SearchWorld world;
    private final String schema;
    private final Ledger ledger;
    private final List<Finding> findings = new ArrayList<>();

    SinkCheck(SearchWorld world, String schema, Ledger ledger) {
        this.world = world;
        this.schema = schema;
        this.ledger = ledger;
    }

    /** Everything that differs now. */
    List<Finding> findings(Map<String, Map<JsonNode, JsonNode>> settled) {
        findings.clear();
        Map<String, JsonNode> entries = entries();
        settled.forEach((table, rows) -> {
            String name = TopicCheck.plain(table);
            Map<String, JsonNode> expected = new LinkedHashMap<>();
            rows.forEach((key, row) -> {
                if (row != null) {
                    expected.put(text(key), inSink(table, key, row));
                }
            });
            compare("Redis", name, expected, ofTable(entries, schema + "." + name + ":"));
            compare("Elasticsearch", name, fieldNames(expected), documents(name));
        });
        return List.copyOf(findings);
    }

    private Map<String, JsonNode> entries() {
        List<String> names = world.cache.entries().stream()
                .filter(name -> name.startsWith(schema + "."))
                .toList();
        List<String> values = names.isEmpty() ? List.of() : world.cache.get(names);
        Map<String, JsonNode> entries = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            entries.put(names.get(i), TopicReader.tree(values.get(i)));
        }
        return entries;
    }

    private static Map<String, JsonNode> ofTable(Map<String, JsonNode> entries, String prefix) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix) && entry.getValue() != null)
                .collect(Collectors.toMap(entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
    }

    private Map<String, JsonNode> documents(String table) {
        Map<String, JsonNode> documents = new HashMap<>();
        world.search.read(
                schema + "_" + table.toLowerCase(Locale.ROOT).replaceAll("[\\\\/*?\"<>| ,#:]", "_"),
                row -> documents.put(row.name(), row.content()));
        return documents;
    }

    private void compare(String sink, String table, Map<String, JsonNode> expected, Map<String, JsonNode> held) {
        expected.forEach((key, row) -> {
            JsonNode found = held.get(key);
            if (found == null || !same(row, found)) {
                add(sink, table, key, "is " + found + ", and should be " + row);
            }
        });
        held.forEach((key, row) -> {
            if (!expected.containsKey(key)) {
                add(sink, table, key, "should be gone, and is " + row);
            }
        });
    }

    private void add(String sink, String table, String key, String what) {
        findings.add(new Finding(Finding.Kind.SINK, sink + " " + table + " " + key + " " + what));
    }

    private static boolean same(JsonNode expected, JsonNode found) {
        return expected.equals(
                (one, other) ->
                        one.isNumber() && other.isNumber() && one.decimalValue().compareTo(other.decimalValue()) == 0
                                ? 0
                                : one.equals(other) ? 0 : 1,
                found);
    }

    /** A row of an event as sinks have it: numbers of any length as numbers, and JSON as it is. */
    private JsonNode inSink(String table, JsonNode key, JsonNode row) {
        List<Ledger.Entry> entries = ledger.rows(table).get(key);
        ObjectNode inSink = row.deepCopy();
        // The columns may have been altered since; those of the state that the event has are meant.
        Change state = entries.stream()
                .map(Ledger.Entry::change)
                .filter(change -> row.equals(change.row()))
                .findFirst()
                .orElse(entries.get(entries.size() - 1).change());
        for (Column column : state.columns()) {
            JsonNode value = row.path(column.name());
            if (value.isTextual()) {
                switch (column.type()) {
                    case "numeric" -> inSink.set(column.name(), number(value));
                    case "json", "jsonb" -> inSink.set(column.name(), TopicReader.tree(value.asText()));
                    default -> {}
                }
            }
        }
        return inSink;
    }

    private static JsonNode number(JsonNode text) {
        try {
            return com.fasterxml.jackson.databind.node.DecimalNode.valueOf(new BigDecimal(text.asText()));
        } catch (NumberFormatException e) {
            // NaN and the infinities.
            return text;
        }
    }

    /** The names of columns as Elasticsearch's fields, where a dot would make an object, and its own names are taken. */
    private static Map<String, JsonNode> fieldNames(Map<String, JsonNode> rows) {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        rows.forEach((key, row) -> {
            ObjectNode document = ((ObjectNode) row).objectNode();
            row.properties()
                    .forEach(column -> document.set(
                            column.getKey()
                                    .replace("%", "%25")
                                    .replace(".", "%2E")
                                    .replaceFirst("^_(id|source|index)$", "%5F$1"),
                            column.getValue()));
            named.put(key, document);
        });
        return named;
    }

    private static String text(JsonNode key) {
        if (key.size() == 1) {
            return key.iterator().next().asText();
        }
        return StreamSupport.stream(key.spliterator(), false)
                .map(part -> part.asText().replace("%", "%25").replace(":", "%3A"))
                .collect(Collectors.joining(":"));
    }
}
