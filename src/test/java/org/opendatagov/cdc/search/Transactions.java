package org.opendatagov.cdc.search;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.opendatagov.cdc.servers.PostgresServer;

/** The sessions and prepared transactions of a round. */
final class Transactions {

    private final PostgresServer server;
    private final String schema;
    private final Ledger ledger;
    private final Runnable up;
    private final AtomicLong versions = new AtomicLong();
    private final Map<Integer, Session> sessions = new TreeMap<>();
    private final Map<String, List<Change>> prepared = new LinkedHashMap<>();

    /** @param up waits until a server that is being killed is up again */
    Transactions(PostgresServer server, String schema, Ledger ledger, Runnable up) {
        this.up = up;
        this.server = server;
        this.schema = schema;
        this.ledger = ledger;
    }

    /** Runs a step that is about the database. A statement that PostgreSQL refuses changes nothing. */
    void run(Step step) throws SQLException {
        Session session = session(step.session());
        try {
            run(session, step);
        } catch (SQLException e) {
            session.fail();
            throw e;
        }
    }

    private void run(Session session, Step step) throws SQLException {
        switch (step.verb()) {
            case DEFINE -> session.execute(step.text());
            case CHANGE -> session.change(step.target(), step.text());
            case REPLACE -> session.replace(step.target(), step.text());
            case BURST -> burst(session, step);
            case LOAD -> session.load(step.target(), step.text());
            case ALTER -> session.alter(step.target(), step.text());
            case BEGIN -> session.begin();
            case COMMIT -> session.commit();
            case ROLLBACK -> session.rollback();
            case SAVEPOINT -> session.savepoint();
            case UNDO -> session.undo();
            case PREPARE -> prepare(session, step.text());
            case FINISH -> finish(step.text());
            default -> throw new IllegalArgumentException("No step of a session: " + step);
        }
    }

    private static void burst(Session session, Step step) throws SQLException {
        String[] parts = step.text().split(" ", 2);
        for (int i = 0; i < Integer.parseInt(parts[0]); i++) {
            session.change(step.target(), parts[1].replace(":i", Integer.toString(i)));
        }
    }

    private void prepare(Session session, String name) throws SQLException {
        if (!prepared.containsKey(name)) {
            List<Change> changes = session.prepare(schema + name);
            if (changes != null) {
                prepared.put(name, changes);
            }
        }
    }

    private void finish(String text) throws SQLException {
        String[] words = text.split(" ", 2);
        List<Change> changes = prepared.get(words[1]);
        if (changes != null && session(0).finish(words[0], schema + words[1])) {
            prepared.remove(words[1]);
            if (words[0].equals("commit")) {
                ledger.commit(changes);
            }
        }
    }

    private Session session(int number) {
        return sessions.computeIfAbsent(number, n -> new Session(new Link(server, schema, up), ledger, versions));
    }

    /** Whether a transaction is open or prepared; PostgreSQL finishes no slot before those have ended that were so when it began. */
    boolean areOpen() {
        return !prepared.isEmpty() || sessions.values().stream().anyMatch(Session::isOpen);
    }

    /** Commits whatever is open, once the server stays up. */
    void commitAll() throws SQLException {
        for (Session session : sessions.values()) {
            try {
                session.commit();
            } catch (SQLException e) {
                // It was killed with the server, and nothing of it is there.
            }
            session.lose();
        }
        for (String name : List.copyOf(prepared.keySet())) {
            finish("commit " + name);
        }
    }

    /** Rolls back whatever is open, and closes all sessions. */
    void abandon() throws SQLException {
        for (Session session : sessions.values()) {
            session.lose();
        }
        for (String name : List.copyOf(prepared.keySet())) {
            finish("rollback " + name);
        }
        session(0).lose();
    }
}
