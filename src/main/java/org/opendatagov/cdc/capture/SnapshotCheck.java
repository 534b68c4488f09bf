package org.opendatagov.cdc.capture;

import static org.opendatagov.cdc.refusal.Refused.Reason.BAD_REQUEST;
import static org.opendatagov.cdc.refusal.Refused.Reason.UNAVAILABLE;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.refusal.Refused;

/** Looks before a snapshot on demand for what would let it fail later. */
class SnapshotCheck {

    private static final String LOCKED = "55P03";
    private static final int LOCK_SECONDS = 3;

    private final CapturedTable captured;

    SnapshotCheck(CapturedTable captured) {
        this.captured = captured;
    }

    /**
     * Checks what is asked for.
     *
     * @throws Refused for the first thing that is wrong
     */
    void check(Connection session, List<SnapshotTable> tables) throws SQLException {
        if (tables.isEmpty()) {
            throw refused("a snapshot needs at least one table; name it as schema.table");
        }
        session.setReadOnly(true);
        session.setAutoCommit(false);
        try (Statement statement = session.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '" + LOCK_SECONDS + "s'");
        }
        Set<String> names = new HashSet<>();
        for (SnapshotTable table : tables) {
            if (!names.add(table.table())) {
                throw refused("table " + table.table() + " is named twice; name it once");
            }
            TableName name = captured(session, table.table());
            if (table.condition() != null) {
                checkCondition(session, name, table.condition());
            }
        }
        session.rollback();
    }

    private TableName captured(Connection session, String table) throws SQLException {
        try {
            return captured.find(session, table);
        } catch (IllegalArgumentException e) {
            throw new Refused(BAD_REQUEST, e.getMessage(), e);
        }
    }

    /** A condition becomes part of Debezium's queries, so it has to be one expression, and no more. */
    private void checkCondition(Connection session, TableName table, String condition) throws SQLException {
        if (condition.isBlank() || condition.contains(";") || condition.contains("--") || condition.contains("/*")) {
            throw refused(
                    "the condition on table " + table + " is empty or contains ; or a comment (-- or /*); write one SQL"
                            + " expression without them, as behind WHERE");
        }
        try (Statement statement = session.createStatement()) {
            // Each half has to be an expression by itself: "true) OR (true" would be one only in parentheses.
            statement.execute("SELECT (" + condition + ") IS TRUE FROM " + table.quoted() + " LIMIT 0");
            statement.execute("SELECT FROM " + table.quoted() + " WHERE " + condition + " LIMIT 0");
        } catch (SQLException e) {
            if (LOCKED.equals(e.getSQLState())) {
                throw new Refused(
                        UNAVAILABLE,
                        "table " + table
                                + " is locked by another session, which alters it, say; request it again later",
                        e);
            }
            throw refused("the condition on table " + table + " is refused by " + captured.database() + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given"));
        }
    }

    private static Refused refused(String message) {
        return new Refused(BAD_REQUEST, message);
    }
}
