package org.opendatagov.cdc.capture.preflight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * A publication as the catalog describes it.
 *
 * @param allTables whether it covers every table, those to come included
 * @param operations what it publishes: insert, update, delete, truncate
 * @param viaRoot whether changes of partitions come under the name of the partitioned table
 * @param generated whether it has the stored generated columns; before PostgreSQL 18 none had
 * @param tables the names under which changes come
 * @param narrowed tables of which it leaves out rows or columns
 * @param schemas schemas that it covers with all tables, those to come included
 */
record Publication(
        boolean allTables,
        Set<String> operations,
        boolean viaRoot,
        boolean generated,
        Set<TableName> tables,
        List<TableName> narrowed,
        List<String> schemas) {

    /** Reads one, or gives null when there is none of that name. */
    static Publication read(Catalog catalog, ServerFacts server, String name) throws SQLException {
        return catalog.row(
                "SELECT puballtables, pubviaroot, concat_ws(',', CASE WHEN pubinsert THEN 'insert' END,"
                        + " CASE WHEN pubupdate THEN 'update' END, CASE WHEN pubdelete THEN 'delete' END,"
                        + " CASE WHEN pubtruncate THEN 'truncate' END), "
                        + (server.isAtLeast(18) ? "pubgencols = 's'" : "false")
                        + " FROM pg_publication WHERE pubname = ?",
                row -> of(row, catalog, server, name),
                name);
    }

    private static Publication of(ResultSet row, Catalog catalog, ServerFacts server, String name) throws SQLException {
        // Filters, column lists and whole schemas came with PostgreSQL 15.
        boolean recent = server.isAtLeast(15);
        return new Publication(
                row.getBoolean(1),
                Set.of(row.getString(3).split(",", -1)),
                row.getBoolean(2),
                row.getBoolean(4),
                Set.copyOf(catalog.tables(
                        "SELECT DISTINCT schemaname, tablename FROM pg_publication_tables WHERE pubname = ?", name)),
                recent ? catalog.tables("""
                                SELECT n.nspname, c.relname FROM pg_publication_rel r
                                JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid
                                JOIN pg_namespace n ON n.oid = c.relnamespace
                                WHERE p.pubname = ? AND (r.prqual IS NOT NULL OR r.prattrs IS NOT NULL)""", name) : List.of(),
                recent ? catalog.rows("""
                                SELECT n.nspname FROM pg_publication_namespace s
                                JOIN pg_publication p ON p.oid = s.pnpubid JOIN pg_namespace n ON n.oid = s.pnnspid
                                WHERE p.pubname = ?""", schema -> schema.getString(1), name) : List.of());
    }

    boolean coversSchema(String schema) {
        return allTables || schemas.contains(schema);
    }
}
