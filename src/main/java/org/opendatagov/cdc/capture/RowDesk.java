package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.SQLException;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.rows.SourceMarks;
import org.opendatagov.cdc.capture.rows.TableRows;

/** Where the rows of a connector's tables are read as they are now. */
public final class RowDesk {

    private final PostgresCdcEndpoint endpoint;

    RowDesk(PostgresCdcEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Whether its events are the rows of its tables: transforms of its own may make anything of them. */
    public boolean isPlain() {
        return endpoint.getConfiguration()
                .createDebeziumConfiguration()
                .getString("transforms", "")
                .isBlank();
    }

    /**
     * Looks whether the connector captures a table that has a primary key.
     *
     * @param table as {@code schema.table}
     * @throws IllegalArgumentException when it doesn't, one sentence with the mend
     * @throws org.opendatagov.cdc.capture.connector.CaptureProblem when the source doesn't answer
     */
    public TableName find(String table) {
        SourceDatabase database = endpoint.database();
        try (Connection session = database.connect()) {
            return new CapturedTable(database, endpoint.options()).find(session, table);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Opens a session that reads a table's rows. */
    public TableRows open(TableName table) {
        return TableRows.open(endpoint.engineSettings(), endpoint.database(), table);
    }

    /** Sets marks into the source's WAL. */
    public SourceMarks marks() {
        return new SourceMarks(endpoint.database());
    }
}
