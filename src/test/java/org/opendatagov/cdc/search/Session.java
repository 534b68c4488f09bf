package org.opendatagov.cdc.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.opendatagov.cdc.endtoend.TopicReader;

/**
 * A session of the database that remembers what its transaction did. A statement that fails, for a lock that another session has say, rolls
 * the transaction back, and nothing was changed.
 */
final class Session {

    private final Link link;
    private final Ledger ledger;
    private final AtomicLong versions;
    private final List<Change> pending = new ArrayList<>();
    private boolean open;
    private int saved;

    /** @param versions numbers of the statements of a round, since each row that a statement changes says by which */
    Session(Link link, Ledger ledger, AtomicLong versions) {
        this.link = link;
        this.ledger = ledger;
        this.versions = versions;
    }

    boolean isOpen() {
        return open;
    }

    void begin() throws SQLException {
        if (!open) {
            execute("BEGIN");
            open = true;
            saved = -1;
        }
    }

    /** Commits; when the server is killed meanwhile, it says afterwards whether it did. */
    void commit() throws SQLException {
        if (!open) {
            return;
        }
        String transaction;
        try {
            transaction = link.text("SELECT pg_current_xact_id_if_assigned()::text");
        } catch (SQLException e) {
            fail();
            throw e;
        }
        try {
            link.execute("COMMIT");
            end(true);
        } catch (SQLException e) {
            link.close();
            end(transaction != null && "committed".equals(link.text("SELECT pg_xact_status('" + transaction + "')")));
        }
    }

    void rollback() throws SQLException {
        if (open) {
            execute("ROLLBACK");
            end(false);
        }
    }

    void savepoint() throws SQLException {
        if (open) {
            execute("SAVEPOINT s");
            saved = pending.size();
        }
    }

    void undo() throws SQLException {
        if (open && saved >= 0) {
            execute("ROLLBACK TO SAVEPOINT s");
            pending.subList(saved, pending.size()).clear();
        }
    }

    /** Prepares the transaction and returns what it did, null when there is none. */
    List<Change> prepare(String name) throws SQLException {
        if (!open) {
            return null;
        }
        List<Change> prepared = List.copyOf(pending);
        try {
            link.execute("PREPARE TRANSACTION '" + name + "'");
        } catch (SQLException e) {
            fail();
            if (!isPrepared(name)) {
                throw e;
            }
        }
        end(false);
        return prepared;
    }

    /** Ends a prepared transaction and returns whether that is so; when the server was killed meanwhile, it may still be prepared. */
    boolean finish(String how, String name) throws SQLException {
        rollback();
        try {
            link.execute(how + " PREPARED '" + name + "'");
            return true;
        } catch (SQLException e) {
            fail();
            return !isPrepared(name);
        }
    }

    private boolean isPrepared(String name) throws SQLException {
        return link.text("SELECT 1 FROM pg_prepared_xacts WHERE gid = '" + name + "'") != null;
    }

    void execute(String sql) throws SQLException {
        link.execute(sql);
    }

    /** Runs a statement and notes what its RETURNING says of the rows before and after. */
    void change(String table, String sql) throws SQLException {
        inTransaction(() -> {
            List<Column> columns = Column.of(link.connection(), table);
            String text = versioned(sql) + " RETURNING CASE WHEN old.ver IS NOT NULL THEN " + Column.row(columns, "old")
                    + " END, CASE WHEN new.ver IS NOT NULL THEN " + Column.row(columns, "new") + " END";
            try (Statement statement = link.connection().createStatement();
                    ResultSet row = statement.executeQuery(text)) {
                while (row.next()) {
                    note(table, columns, tree(row.getString(1)), tree(row.getString(2)));
                }
            }
        });
    }

    /** Runs a statement that adds rows, and looks for them afterwards. */
    void load(String table, String sql) throws SQLException {
        inTransaction(() -> {
            String text = versioned(sql);
            execute(text);
            for (ObjectNode row : rows(table, " WHERE ver = " + versions.get())) {
                List<Column> columns = Column.of(link.connection(), table);
                note(table, columns, null, row);
            }
        });
    }

    /** Alters a table, and notes how its rows look afterwards. */
    void alter(String table, String sql) throws SQLException {
        inTransaction(() -> {
            execute(sql);
            List<Column> columns = Column.of(link.connection(), table);
            for (ObjectNode row : rows(table, "")) {
                pending.add(new Change(table, Change.key(row, columns), 's', row, columns));
            }
        });
    }

    /** Drops a table and makes it anew. What is dropped is in no event. */
    void replace(String table, String create) throws SQLException {
        if (!open) {
            execute("BEGIN; DROP TABLE " + table + "; " + create + "; COMMIT");
            ledger.dropped(table);
        }
    }

    private void note(String table, List<Column> columns, ObjectNode before, ObjectNode after) {
        JsonNode oldKey = before == null ? null : Change.key(before, columns);
        JsonNode newKey = after == null ? null : Change.key(after, columns);
        Set<String> kept = before == null || after == null ? Set.of() : Change.kept(before, after, columns);
        if (newKey != null && newKey.equals(oldKey)) {
            pending.add(new Change(table, newKey, 'u', after, columns, kept));
            return;
        }
        if (oldKey != null) {
            pending.add(new Change(table, oldKey, 'd', null, columns));
        }
        if (newKey != null) {
            pending.add(new Change(table, newKey, 'c', after, columns, kept));
        }
    }

    private List<ObjectNode> rows(String table, String where) throws SQLException {
        List<ObjectNode> rows = new ArrayList<>();
        String text =
                "SELECT " + Column.row(Column.of(link.connection(), table), "t") + " FROM " + table + " t" + where;
        try (Statement statement = link.connection().createStatement();
                ResultSet row = statement.executeQuery(text)) {
            while (row.next()) {
                rows.add(tree(row.getString(1)));
            }
        }
        return rows;
    }

    private String versioned(String sql) {
        return sql.replace(":ver", Long.toString(versions.incrementAndGet()));
    }

    private static ObjectNode tree(String json) {
        return (ObjectNode) TopicReader.tree(json);
    }

    /** Something that a transaction does. */
    private interface Work {
        void run() throws SQLException;
    }

    private void inTransaction(Work work) throws SQLException {
        boolean own = !open;
        begin();
        work.run();
        if (own) {
            commit();
        }
    }

    /** What a transaction has done is gone when one of its statements fails. */
    void fail() throws SQLException {
        if (link.isAlive()) {
            link.execute("ROLLBACK");
            end(false);
        } else {
            lose();
        }
    }

    private void end(boolean committed) {
        if (committed) {
            ledger.commit(pending);
        }
        pending.clear();
        open = false;
    }

    /** Forgets the connection, whose server was killed, and the transaction with it. */
    void lose() throws SQLException {
        link.close();
        end(false);
    }
}
