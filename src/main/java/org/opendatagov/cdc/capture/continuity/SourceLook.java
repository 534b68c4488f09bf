package org.opendatagov.cdc.capture.continuity;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * Reads the identity of a source from its catalog: a few small queries that need no right but to connect. The position in the WAL is read
 * first: whatever the catalog shows then was so up to there at least.
 */
public class SourceLook {

    private static final String SERVER = """
            SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0'::pg_lsn AS lsn,
              CASE WHEN pg_is_in_recovery() THEN 0
                ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END AS timeline,
              current_database() AS database,
              has_function_privilege('pg_control_system()', 'EXECUTE') AS knows_system""";

    private static final String SYSTEM = "SELECT system_identifier::text FROM pg_control_system()";

    private static final String PUBLICATION = """
            SELECT oid::bigint, xmin::text, pubowner::bigint, puballtables, pubviaroot, pubinsert, pubupdate, pubdelete, pubtruncate,
              to_jsonb(p) ->> 'pubgencols' AS generated
            FROM pg_publication p WHERE pubname = ?""";

    // A table is of interest when it is captured, or a partition or the partitioned table of one that is.
    private static final String TABLES = """
            WITH RECURSIVE below(member, oid) AS (
                SELECT prrelid, prrelid FROM pg_publication_rel WHERE prpubid = ?
              UNION
                SELECT b.member, i.inhrelid FROM below b JOIN pg_inherits i ON i.inhparent = b.oid
                JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition),
            family(member, oid) AS (
                SELECT member, oid FROM below
              UNION
                SELECT r.prrelid, a.oid FROM pg_publication_rel r CROSS JOIN pg_partition_ancestors(r.prrelid) AS a(oid)
                WHERE r.prpubid = ?)
            SELECT r.prrelid::bigint, r.oid::bigint, n.nspname, c.relname
            FROM family f JOIN pg_publication_rel r ON r.prrelid = f.member AND r.prpubid = ?
            JOIN pg_class c ON c.oid = f.oid JOIN pg_namespace n ON n.oid = c.relnamespace""";

    private static final String SCHEMAS =
            "SELECT pnnspid::bigint, oid::bigint FROM pg_publication_namespace WHERE pnpubid = ?";

    private static final int FIRST_WITH_SCHEMAS = 15;

    private final CaptureOptions options;
    private final Predicate<TableName> captured;

    /**
     * @param captured whether changes under a name are captured
     */
    public SourceLook(CaptureOptions options, Predicate<TableName> captured) {
        this.options = options;
        this.captured = captured;
    }

    /** Looks now. */
    public SourceIdentity at(Connection session) throws SQLException {
        Catalog catalog = new Catalog(session);
        Server server = catalog.row(
                SERVER,
                row -> new Server(
                        row.getLong("lsn"), row.getInt("timeline"), row.getString("database"), row.getBoolean(4)));
        return new SourceIdentity(
                server.knowsSystem ? catalog.row(SYSTEM, row -> row.getString(1)) : null,
                server.timeline,
                server.database,
                options.slot(),
                "pgoutput".equals(options.plugin()) ? publication(session, catalog) : null,
                null,
                server.lsn);
    }

    private record Server(long lsn, int timeline, String database, boolean knowsSystem) {}

    private PublicationIdentity publication(Connection session, Catalog catalog) throws SQLException {
        PublicationIdentity found = catalog.row(
                PUBLICATION,
                row -> {
                    Set<String> operations = new TreeSet<>();
                    for (String operation : new String[] {"insert", "update", "delete", "truncate"}) {
                        if (row.getBoolean("pub" + operation)) {
                            operations.add(operation);
                        }
                    }
                    return new PublicationIdentity(
                            options.publication(),
                            row.getLong(1),
                            row.getString(2),
                            row.getLong(3),
                            row.getBoolean(4),
                            row.getBoolean(5),
                            row.getString("generated"),
                            operations,
                            null,
                            null);
                },
                options.publication());
        if (found == null || found.allTables()) {
            return found;
        }
        Map<Long, Long> tables = new HashMap<>();
        catalog.rows(
                TABLES,
                row -> captured.test(new TableName(row.getString(3), row.getString(4)))
                        ? tables.put(row.getLong(1), row.getLong(2))
                        : null,
                found.oid(),
                found.oid(),
                found.oid());
        Map<Long, Long> schemas = new HashMap<>();
        if (session.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_SCHEMAS) {
            catalog.rows(SCHEMAS, row -> schemas.put(row.getLong(1), row.getLong(2)), found.oid());
        }
        return new PublicationIdentity(
                found.name(),
                found.oid(),
                found.version(),
                found.owner(),
                false,
                found.viaRoot(),
                found.generated(),
                found.operations(),
                schemas,
                tables);
    }
}
