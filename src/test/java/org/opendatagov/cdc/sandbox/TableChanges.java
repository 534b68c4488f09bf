package org.opendatagov.cdc.sandbox;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.opendatagov.cdc.sandbox.comparison.TableInfo;
import org.opendatagov.cdc.sandbox.comparison.TableInfo.Column;

/** Changes one table at random: inserts, updates of a few columns, new keys, deletes. What a table wants otherwise is set after it was made. */
class TableChanges {
    /** Beyond that, rows are rather deleted than inserted. */
    private static final int MANY = 3_000;

    /** An update touches so many columns at most: the others, large ones among them, are left alone. */
    private static final int MOST_COLUMNS = 3;

    final TableInfo table;
    final RandomValues random;
    final LiveKeys live = new LiveKeys();
    private final Map<String, Supplier<String>> special = new HashMap<>();
    private boolean appendOnly;
    private boolean keysChange;
    private Consumer<String> inserted = key -> {};
    private Consumer<String> updated = key -> {};

    TableChanges(TableInfo table, RandomValues random) {
        this.table = table;
        this.random = random;
    }

    TableChanges appendOnly() {
        appendOnly = true;
        return this;
    }

    TableChanges keysChange() {
        keysChange = true;
        return this;
    }

    /** Where the values of a column come from. */
    TableChanges column(String name, Supplier<String> values) {
        special.put(name, values);
        return this;
    }

    /** Who is told of the key of each row that was inserted, once that is committed. */
    TableChanges onInsert(Consumer<String> listener) {
        inserted = listener;
        return this;
    }

    /** Likewise of each update, one row twice in one transaction included. */
    TableChanges onUpdate(Consumer<String> listener) {
        updated = listener;
        return this;
    }

    /** One change or a few that belong together. */
    void change(Transaction transaction) throws SQLException {
        double choice = random.below(100) / 100.0;
        double inserts = live.size() < MANY ? 0.45 : 0.1;
        if (live.isEmpty() || appendOnly || choice < inserts) {
            List<String> key = insert(transaction);
            if (!appendOnly && random.chance(0.1)) {
                update(transaction, key);
            }
        } else if (choice < inserts + 0.35) {
            update(transaction, live.pick(random));
        } else if (choice < inserts + 0.38 && keysChange) {
            changeKey(transaction, live.pick(random));
        } else {
            delete(transaction, live.pick(random));
        }
    }

    /** Inserts a row and returns its key. */
    List<String> insert(Transaction transaction) throws SQLException {
        List<String> key = table.key().stream().map(random::keyPart).toList();
        insert(transaction, key, Map.of());
        return key;
    }

    final void insert(Transaction transaction, List<String> key, Map<String, String> values) throws SQLException {
        List<String> row = new ArrayList<>();
        for (Column column : table.columns()) {
            int part = table.key().indexOf(column);
            row.add(
                    part >= 0
                            ? key.get(part)
                            : values.containsKey(column.name()) ? values.get(column.name()) : value(column));
        }
        transaction.execute(
                "INSERT INTO %s (%s) VALUES (%s)"
                        .formatted(
                                table.name(),
                                table.columns().stream().map(Column::quoted).collect(Collectors.joining(", ")),
                                table.columns().stream()
                                        .map(Transaction::placeholder)
                                        .collect(Collectors.joining(", "))),
                row);
        transaction.add(live, key);
        transaction.afterCommit(() -> inserted.accept(key.get(0)));
    }

    void update(Transaction transaction, List<String> key) throws SQLException {
        List<Column> columns = new ArrayList<>(table.valueColumns().toList());
        Map<String, String> values = new HashMap<>();
        for (int i = random.below(MOST_COLUMNS); i >= 0; i--) {
            Column column = random.pick(columns);
            values.put(column.name(), value(column));
        }
        update(transaction, key, values);
    }

    final void update(Transaction transaction, List<String> key, Map<String, String> values) throws SQLException {
        set(
                transaction,
                key,
                table.valueColumns()
                        .filter(column -> values.containsKey(column.name()))
                        .toList(),
                values);
        transaction.afterCommit(() -> updated.accept(key.get(0)));
    }

    /** Gives a row another key and returns it. */
    final List<String> changeKey(Transaction transaction, List<String> key) throws SQLException {
        // The time of a hypertable's row stays: it may not leave its chunk.
        int part = table.key().size() - 1 - random.below((table.key().size() + 1) / 2);
        Column column = table.key().get(part);
        List<String> newKey = new ArrayList<>(key);
        newKey.set(part, random.keyPart(column));
        set(transaction, key, List.of(column), Map.of(column.name(), newKey.get(part)));
        transaction.remove(live, key);
        transaction.add(live, List.copyOf(newKey));
        return List.copyOf(newKey);
    }

    void delete(Transaction transaction, List<String> key) throws SQLException {
        transaction.execute("DELETE FROM " + table.name() + " WHERE " + sameKey(), key);
        transaction.remove(live, key);
    }

    private void set(Transaction transaction, List<String> key, List<Column> columns, Map<String, String> values)
            throws SQLException {
        List<String> parameters = new ArrayList<>();
        columns.forEach(column -> parameters.add(values.get(column.name())));
        parameters.addAll(key);
        transaction.execute(
                "UPDATE %s SET %s WHERE %s"
                        .formatted(
                                table.name(),
                                columns.stream()
                                        .map(column -> column.quoted() + " = " + Transaction.placeholder(column))
                                        .collect(Collectors.joining(", ")),
                                sameKey()),
                parameters);
    }

    private String sameKey() {
        return table.key().stream()
                .map(column -> column.quoted() + " = " + Transaction.placeholder(column))
                .collect(Collectors.joining(" AND "));
    }

    private String value(Column column) {
        Supplier<String> source = special.get(column.name());
        return source == null ? random.value(column) : source.get();
    }
}
