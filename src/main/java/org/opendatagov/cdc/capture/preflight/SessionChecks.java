package org.opendatagov.cdc.capture.preflight;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.Sql;

/** The role's sessions: whether it may replicate, and which timeouts would end them in the midst of their work. */
class SessionChecks {

    private static final List<String> TIMEOUTS = List.of(
            "idle_session_timeout", "idle_in_transaction_session_timeout", "statement_timeout", "transaction_timeout");

    private final SourceDatabase database;
    private final ServerFacts server;

    SessionChecks(SourceDatabase database, ServerFacts server) {
        this.database = database;
        this.server = server;
    }

    PreflightCheck replication(Catalog catalog) throws SQLException {
        String role = Sql.identifier(database.user());
        // rds_replication stands for the attribute where a cloud provider keeps it to itself.
        boolean cloud = catalog.holds("EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_replication')");
        boolean may = catalog.holds("""
                EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND (rolreplication OR rolsuper))
                  OR EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_replication' AND pg_has_role(oid, 'member'))""");
        return may
                ? PreflightCheck.ok("role", "role '" + database.user() + "' may replicate")
                : PreflightCheck.problem(
                        "role",
                        "role '" + database.user() + "' of " + database + " may not replicate",
                        Mend.run(cloud ? "GRANT rds_replication TO " + role : "ALTER ROLE " + role + " REPLICATION"));
    }

    /** Timeouts that end sessions which rest in a transaction while Kafka is slow, or read a large table. */
    PreflightCheck timeouts(long statusIntervalMillis) {
        List<String> found = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        String alter = "ALTER ROLE " + Sql.identifier(database.user()) + " IN DATABASE "
                + Sql.identifier(database.name()) + " SET ";
        for (String timeout : TIMEOUTS) {
            if (server.number(timeout) > 0) {
                found.add(timeout + " after " + server.number(timeout) + " ms");
                statements.add(alter + timeout + " = 0");
            }
        }
        // The walsender expects a sign of life within the time, and Debezium gives one at each interval.
        long walSender = server.number("wal_sender_timeout");
        if (walSender > 0 && walSender < 2 * statusIntervalMillis) {
            found.add("wal_sender_timeout after " + walSender + " ms");
            statements.add(alter + "wal_sender_timeout = '60s'");
        }
        return found.isEmpty()
                ? PreflightCheck.ok("timeouts", "no timeout ends the role's sessions")
                : PreflightCheck.warning(
                        "timeouts",
                        database + " ends sessions of role '" + database.user() + "' by " + String.join(", ", found)
                                + ", which can interrupt a snapshot or the stream",
                        Mend.run(statements.toArray(String[]::new)));
    }
}
