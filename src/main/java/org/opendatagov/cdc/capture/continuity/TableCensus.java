package org.opendatagov.cdc.capture.continuity;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;

/** Finds the tables that a connector captures from now on although they have rows from before, which no stream brings. */
public class TableCensus {

    private static final String TABLE = """
            SELECT c.oid::bigint, c.relnamespace::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?""";

    private final SourceDatabase database;

    public TableCensus(SourceDatabase database) {
        this.database = database;
    }

    /**
     * Counts the tables at the start of a run.
     *
     * @param kept the identity that the offset was stored with, or null when it has none
     * @param anew whether the run begins with a snapshot, which reads all of them
     * @param captured the captured tables
     */
    public TablesSeen at(SourceIdentity kept, boolean anew, List<TableName> captured) {
        try (Connection session = database.connect()) {
            Catalog catalog = new Catalog(session);
            long newest = catalog.row("SELECT max(oid)::bigint FROM pg_class", row -> row.getLong(1));
            TablesSeen before = kept == null || anew ? null : kept.tables();
            TablesSeen seen = new TablesSeen(null, newest, before == null ? null : before.unread());
            Map<Long, TableName> tables = new TreeMap<>();
            for (TableName table : captured) {
                Long[] ids = catalog.row(
                        TABLE, row -> new Long[] {row.getLong(1), row.getLong(2)}, table.schema(), table.table());
                if (ids == null) {
                    continue;
                }
                tables.put(ids[0], table);
                boolean isNew = before != null
                        && !before.known().contains(ids[0])
                        && !(ids[0] > before.newest() && isPublishedFromItsBegin(kept.publication(), ids[1]));
                seen = seen.with(ids[0], isNew && hasRows(session, table) ? table.toString() : null);
            }
            List<String> names =
                    tables.values().stream().map(TableName::toString).toList();
            return new TablesSeen(
                    seen.known(),
                    newest,
                    seen.unread().stream().filter(names::contains).toList());
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static boolean isPublishedFromItsBegin(PublicationIdentity publication, Long schema) {
        return publication != null
                && (publication.allTables() || publication.schemas().containsKey(schema));
    }

    /** Whether there is a row, as far as that can be said without waiting for somebody's lock. */
    static boolean hasRows(Connection session, TableName table) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("SET lock_timeout = '1s'; SET statement_timeout = '5s'");
            return new Catalog(session).holds("EXISTS (SELECT FROM " + table.quoted() + ")");
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("08")) {
                throw e;
            }
            return true;
        }
    }
}
