package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Column;
import io.debezium.connector.postgresql.connection.ReplicationStream.ReplicationMessageProcessor;
import io.debezium.service.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * The change that the stream is at, as PostgreSQL sent it, for who works on the event that Debezium makes of it: which values it left
 * out, and by which columns its row is told from all others. For the thread of the stream.
 */
final class StreamedChange implements Service {

    private static final char FULL = 'f';

    private final Map<TableName, RelationMessage> tables = new HashMap<>();
    private ReplicationMessage change;

    /** What a table is like from now on. */
    void expect(RelationMessage table) {
        tables.put(new TableName(table.schema(), table.table()), table);
    }

    /** Notes each change before it is made an event. */
    ReplicationMessageProcessor noting(ReplicationMessageProcessor processor) {
        return message -> {
            change = message;
            try {
                processor.process(message);
            } finally {
                change = null;
            }
        };
    }

    /** The columns of the row after the change whose values aren't in the WAL, since they are kept outside of it and were left alone. */
    List<String> leftOut() {
        List<Column> columns = change == null ? null : change.getNewTupleList();
        return columns == null
                ? List.of()
                : columns.stream()
                        .filter(column -> isLeftOut(column) && before(column.getName()) == null)
                        .map(Column::getName)
                        .toList();
    }

    private static boolean isLeftOut(Column column) {
        return column instanceof UnchangedToastedReplicationMessageColumn;
    }

    /** The value of a column after the change, as PostgreSQL writes it; null when it has none or it isn't in the WAL. */
    String value(String column) {
        Column found = find(change.getNewTupleList(), column);
        return found == null ? null : isLeftOut(found) ? before(column) : text(found);
    }

    /** PostgreSQL sends large values with the row before the change: all with a full replica identity, else those that identify it. */
    private String before(String column) {
        Column found = find(change.getOldTupleList(), column);
        return found == null || isLeftOut(found) ? null : text(found);
    }

    private static Column find(List<Column> columns, String name) {
        if (columns != null) {
            for (Column column : columns) {
                if (column.getName().equals(name)) {
                    return column;
                }
            }
        }
        return null;
    }

    /** The stream's values stay texts, see {@link TextTypes}. */
    private static String text(Column column) {
        return (String) column.getValue(() -> null, true);
    }

    /**
     * The columns by which a table's rows are told apart, no two having the same values: those of its primary key, or of the index that
     * is its replica identity. None when it has neither.
     */
    List<String> identity(TableName table) {
        RelationMessage known = tables.get(table);
        return known == null || known.identity() == FULL ? List.of() : known.key();
    }

    /** Whether the WAL has this column of a row that was deleted. */
    boolean hasBefore(TableName table, String column) {
        RelationMessage known = tables.get(table);
        return known == null || known.identity() == FULL || known.key().contains(column);
    }
}
