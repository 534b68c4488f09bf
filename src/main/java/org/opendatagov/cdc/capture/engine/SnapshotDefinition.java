package org.opendatagov.cdc.capture.engine;

import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.TableSchema;
import java.util.List;

/**
 * A table as a snapshot on demand reads it.
 *
 * @param table its columns as the catalog has them
 * @param schema makes events of its rows
 * @param columns the columns that are read: all but those that the connector leaves out
 * @param key the columns in whose order the rows are read
 * @param filter the condition by which the publication leaves out rows, or null when it publishes all
 * @param version changes with the table's columns
 */
record SnapshotDefinition(
        Table table, TableSchema schema, List<Column> columns, List<Column> key, String filter, String version) {

    TableId id() {
        return table.id();
    }

    /** Whether the next rows after a key are found at once: by the primary key, and whichever they are. */
    boolean isReadByPrimaryKey() {
        return filter == null && key.equals(table.primaryKeyColumns());
    }
}
