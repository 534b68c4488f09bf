package org.opendatagov.cdc.capture.engine;

import io.debezium.relational.Column;
import io.debezium.relational.RelationalDatabaseConnectorConfig;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.ValueConverter;
import io.debezium.relational.mapping.ColumnMappers;
import java.util.HashMap;
import java.util.Map;

/** What the connector's options do to values of columns: {@code column.truncate.to.…}, {@code column.mask.…}. For one thread. */
final class ChangedColumns {

    private final ColumnMappers mappers;
    private final Map<TableId, OfTable> known = new HashMap<>();

    ChangedColumns(RelationalDatabaseConnectorConfig config) {
        this.mappers = ColumnMappers.create(config);
    }

    /** A table's columns whose values are changed, as of one state of the table. */
    private record OfTable(Table table, Map<String, ValueConverter> changes) {}

    /** A value as it comes in events. */
    Object published(Table table, Column column, Object value) {
        ValueConverter change = changes(table).get(column.name());
        return change == null ? value : change.convert(value);
    }

    private Map<String, ValueConverter> changes(Table table) {
        OfTable found = known.get(table.id());
        if (found == null || found.table() != table) {
            Map<String, ValueConverter> changes = new HashMap<>();
            for (Column column : table.columns()) {
                ValueConverter change = mappers.mappingConverterFor(table.id(), column);
                if (change != null) {
                    changes.put(column.name(), change);
                }
            }
            found = new OfTable(table, changes);
            known.put(table.id(), found);
        }
        return found.changes();
    }
}
