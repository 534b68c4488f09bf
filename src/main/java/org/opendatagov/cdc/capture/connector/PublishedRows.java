package org.opendatagov.cdc.capture.connector;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * What a publication publishes of a table of which it leaves out rows or columns. Snapshots and verifications read no more than that:
 * somebody has left it out on purpose.
 *
 * @param table the table under whose name its changes come
 * @param columns the columns that are published, in the table's order
 * @param leftOut the columns that aren't
 * @param filter the row filter as SQL, or null when all rows are published
 */
public record PublishedRows(TableName table, List<String> columns, List<String> leftOut, String filter) {

    /** Column lists and row filters came with PostgreSQL 15. */
    private static final int FIRST_VERSION = 15;

    private static final String TABLES = """
            SELECT n.nspname, c.relname, w.columns, w.left_out, pg_get_expr(r.prqual, r.prrelid) AS filter
            FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid
            JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL (
              SELECT array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE one.published) AS columns,
                array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE NOT one.published) AS left_out
              FROM pg_attribute a CROSS JOIN LATERAL (
                SELECT r.prattrs IS NULL OR a.attnum = ANY (r.prattrs::int2[]) AS published) one
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) w
            WHERE p.pubname = ? AND (r.prattrs IS NOT NULL OR r.prqual IS NOT NULL)
            ORDER BY n.nspname, c.relname""";

    /**
     * Reads them from the catalog.
     *
     * @return those tables of which the publication leaves something out; none when there is no such publication
     */
    public static List<PublishedRows> of(Connection session, String publication) throws SQLException {
        return session.getMetaData().getDatabaseMajorVersion() < FIRST_VERSION
                ? List.of()
                : new Catalog(session).rows(TABLES, PublishedRows::read, publication);
    }

    /** The row filter of one table, or null when all of its rows are published. */
    public static String filter(List<PublishedRows> published, TableName table) {
        return published.stream()
                .filter(rows -> rows.table().equals(table))
                .findFirst()
                .map(PublishedRows::filter)
                .orElse(null);
    }

    private static PublishedRows read(ResultSet row) throws SQLException {
        return new PublishedRows(
                new TableName(row.getString(1), row.getString(2)),
                Catalog.texts(row, "columns"),
                Catalog.texts(row, "left_out"),
                row.getString("filter"));
    }
}
