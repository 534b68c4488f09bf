package org.opendatagov.cdc.capture.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * Says, once for a table in a run, that the WAL doesn't have what tells a changed row from others. Preflight says so before a start, but
 * tables are altered while their changes are captured. For one thread.
 */
final class UnsentKeys {

    private static final Logger LOG = Logger.getLogger(UnsentKeys.class);

    private final StreamedChange change;
    private final Set<TableName> warned = new HashSet<>();

    UnsentKeys(StreamedChange change) {
        this.change = change;
    }

    /** Looks at the key of a deleted row. */
    void check(TableName table, Struct key) {
        for (Field column : key.schema().fields()) {
            if (key.getWithoutDefault(column.name()) == null && !change.hasBefore(table, column.name())) {
                warn(
                        table,
                        key.schema().fields().stream()
                                .map(Field::name)
                                .filter(name -> !change.hasBefore(table, name))
                                .toList());
                return;
            }
        }
    }

    private void warn(TableName table, List<String> columns) {
        if (warned.add(table)) {
            LOG.warnf(
                    "A row of table %s was deleted, or identified anew, and the WAL doesn't have %s of the key of its events, which the"
                            + " table's replica identity is without: the event's key is null there, flows put it into their"
                            + " dead-letter topics, and sinks keep the row. For deletes to come, as the table's owner: ALTER TABLE"
                            + " %s REPLICA IDENTITY FULL",
                    table, String.join(", ", columns), table.quoted());
        }
    }

    /** Says that a row can't be found. */
    void warnOfUnidentified(TableName table) {
        if (warned.add(table)) {
            LOG.warnf(
                    "An update of table %s left a large value alone, which therefore isn't in the WAL, and the WAL names no unique key by"
                            + " which it could be read: the value is missing in the event. For updates to come, as the table's owner:"
                            + " ALTER TABLE %s REPLICA IDENTITY FULL",
                    table, table.quoted());
        }
    }
}
