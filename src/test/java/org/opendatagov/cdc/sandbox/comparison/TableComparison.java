package org.opendatagov.cdc.sandbox.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Compares the rows of one table with what one sink holds of it. */
final class TableComparison {
    private final String sink;
    private final TableInfo table;
    private final Map<List<Object>, List<Object>> rows;
    private final UnaryOperator<String> naming;
    private final Set<List<Object>> seen = new HashSet<>();
    private final List<Difference> differences = new ArrayList<>();

    /**
     * @param rows the source's rows by key
     * @param naming what the sink calls a row with this key text
     */
    TableComparison(String sink, TableInfo table, Map<List<Object>, List<Object>> rows, UnaryOperator<String> naming) {
        this.sink = sink;
        this.table = table;
        this.rows = rows;
        this.naming = naming;
    }

    void add(SinkRow held) {
        List<Object> key = held.key(table);
        if (key == null) {
            report(held.name(), "its content lacks a part of the key: " + Difference.shown(held.content()));
            return;
        }
        String expectedName = naming.apply(held.keyText(table));
        if (!expectedName.equals(held.name())) {
            report(held.name(), "should be called " + expectedName);
        }
        List<Object> row = rows.get(key);
        if (row == null) {
            report(held.name(), "is there, but not in the source");
        } else if (!seen.add(key)) {
            report(held.name(), "is there twice, under another name too");
        } else {
            compareFields(held, row);
        }
    }

    /** Everything that differs, once all that the sink holds was added. */
    List<Difference> finish() {
        for (List<Object> key : rows.keySet()) {
            if (!seen.contains(key)) {
                report(key.size() == 1 ? String.valueOf(key.get(0)) : key.toString(), "is missing");
            }
        }
        return differences;
    }

    private void compareFields(SinkRow held, List<Object> row) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < row.size(); i++) {
            TableInfo.Column column = table.columns().get(i);
            names.add(column.name());
            JsonNode field = held.content().get(column.name());
            if (field == null) {
                report(held.name(), column.name() + " is absent, in the source it is " + Difference.shown(row.get(i)));
                continue;
            }
            Object value = Canonical.fromJson(field, column.type());
            if (!Canonical.same(row.get(i), value)) {
                report(
                        held.name(),
                        "%s is %s, in the source it is %s"
                                .formatted(column.name(), Difference.shown(value), Difference.shown(row.get(i))));
            }
        }
        held.content().fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                report(held.name(), name + " is there, but no column of the source");
            }
        });
    }

    private void report(String row, String what) {
        differences.add(new Difference(sink, table.name(), row, what));
    }
}
