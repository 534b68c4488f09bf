package org.opendatagov.cdc.capture.preflight;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.Hypertable;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * TimescaleDB's settings that decide what the WAL says of compressed rows. A setting is that of a new session of this role: an
 * application may set another for its own.
 */
class CompressionChecks {

    private static final String MARKS = "timescaledb.enable_compression_wal_markers";
    private static final String DIRECT_DELETE = "timescaledb.enable_compressed_direct_batch_delete";
    private static final Set<String> OFF = Set.of("off", "false", "no", "0");

    /** A trigger for each row that a DELETE removes, which makes TimescaleDB delete row by row. */
    private static final String WITH_DELETE_TRIGGER = """
            SELECT n.nspname, c.relname FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype & 1 = 1 AND t.tgtype & 8 = 8""";

    private final SourceDatabase database;
    private final Catalog catalog;

    CompressionChecks(SourceDatabase database, Catalog catalog) {
        this.database = database;
        this.catalog = catalog;
    }

    /** Checks for the captured hypertables. */
    List<PreflightCheck> checks(List<Hypertable> captured) throws SQLException {
        return captured.isEmpty() ? List.of() : List.of(marks(), directDeletes(captured));
    }

    private PreflightCheck marks() throws SQLException {
        return isOff(setting(MARKS))
                ? PreflightCheck.problem(
                        "compression-marks",
                        MARKS + " is off in " + database
                                + ", so that rows which TimescaleDB compresses or decompresses can't be"
                                + " told from rows that somebody deletes or inserts",
                        Mend.runAs("as the database's owner", set(MARKS, "on")))
                : PreflightCheck.ok("compression-marks", "TimescaleDB marks what it compresses in the WAL");
    }

    private PreflightCheck directDeletes(List<Hypertable> captured) throws SQLException {
        String name = "compressed-deletes";
        String setting = setting(DIRECT_DELETE);
        if (setting == null || isOff(setting)) {
            return PreflightCheck.ok(name, "TimescaleDB deletes compressed rows one by one");
        }
        Set<TableName> slow = Set.copyOf(catalog.tables(WITH_DELETE_TRIGGER));
        List<TableName> silent = new ArrayList<>();
        for (Hypertable hypertable : captured) {
            if (!slow.contains(hypertable.name())) {
                silent.add(hypertable.name());
            }
        }
        return silent.isEmpty()
                ? PreflightCheck.ok(name, "triggers make TimescaleDB delete compressed rows one by one")
                : PreflightCheck.problem(
                        name,
                        DIRECT_DELETE + " is on in " + database + ", so that TimescaleDB deletes compressed rows of "
                                + TableChecks.inWords(silent) + " in whole batches, which are in no event",
                        Mend.runAs("as the database's owner", set(DIRECT_DELETE, "off"))
                                .and(
                                        " and let the application connect again, or give each hypertable a trigger FOR EACH ROW"
                                                + " on DELETE"));
    }

    private String set(String setting, String value) throws SQLException {
        String name = catalog.row("SELECT current_database()", row -> row.getString(1));
        return "ALTER DATABASE " + Sql.identifier(name) + " SET " + setting + " = " + value;
    }

    private String setting(String name) throws SQLException {
        return catalog.row("SELECT current_setting(?, true)", row -> row.getString(1), name);
    }

    private static boolean isOff(String setting) {
        return setting != null && OFF.contains(setting.toLowerCase(Locale.ROOT));
    }
}
