package org.opendatagov.cdc.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.opendatagov.cdc.capture.connector.PublishedRows;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.continuity.PositionEpoch;
import org.opendatagov.cdc.capture.engine.PublishedSettings;
import org.opendatagov.cdc.capture.rows.SourceMarks;
import org.opendatagov.cdc.capture.rows.TableRows;

/** Where the rows of a connector's tables are read as they are now, and those published that aren't there any more. */
public final class RowDesk {

    private final PostgresCdcEndpoint endpoint;
    private final SnapshotDesk requests;

    RowDesk(PostgresCdcEndpoint endpoint, SnapshotDesk requests) {
        this.endpoint = endpoint;
        this.requests = requests;
    }

    /** Whether its events are the rows of its tables: transforms of its own may make anything of them. */
    public boolean isPlain() {
        return endpoint.getConfiguration()
                .createDebeziumConfiguration()
                .getString("transforms", "")
                .isBlank();
    }

    /** Whether its tables may be hypertables, of which retention drops chunks without an event. */
    public boolean hasHypertables() {
        return endpoint.isHypertables();
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
            return endpoint.captured().find(session, table);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Opens a session that reads a table's rows. */
    public TableRows open(TableName table) {
        Properties settings = endpoint.engineSettings();
        SourceDatabase database = endpoint.database();
        try (Connection session = database.connect()) {
            List<PublishedRows> published =
                    PublishedRows.of(session, endpoint.options().publication());
            PublishedSettings.add(settings, published);
            return TableRows.open(settings, database, table, PublishedRows.filter(published, table));
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Sets marks into the source's WAL. */
    public SourceMarks marks() {
        return new SourceMarks(endpoint.database(), shift());
    }

    /**
     * Asks whoever captures for deletes of rows that aren't there and of whose deletion the WAL has nothing. Returns when the request is on
     * its way; a row that is there again by then gets none.
     *
     * @param keys the texts of each primary key, as PostgreSQL writes them
     * @param position where in the commit order they stand, that of a settled mark
     * @throws org.opendatagov.cdc.refusal.Refused when the connector doesn't stream, or Kafka doesn't take the request
     */
    public void publishDeletes(TableName table, List<List<String>> keys, long position) {
        requests.publishDeletes(table, keys, position - shift());
    }

    private long shift() {
        return PositionEpoch.shiftOf(
                endpoint.offsets().readAll(endpoint.engineSettings()).epoch());
    }
}
