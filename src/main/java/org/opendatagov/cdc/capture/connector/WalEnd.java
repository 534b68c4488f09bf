package org.opendatagov.cdc.capture.connector;

import java.sql.Connection;
import java.sql.SQLException;

/** Where the WAL of a source ends; on a standby, up to where it is replayed. */
public final class WalEnd {

    private static final String END = "SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
            + " ELSE pg_current_wal_insert_lsn() END) - '0/0'::pg_lsn";

    private WalEnd() {}

    /** Returns the LSN as a number. */
    public static long of(Connection session) throws SQLException {
        return new Catalog(session).row(END, row -> row.getLong(1));
    }
}
