package org.opendatagov.cdc.capture.preflight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * A table as the catalog describes it to the present role.
 *
 * @param name its name
 * @param partitioned whether its rows are in partitions
 * @param root the partitioned table that it is a part of, or null
 * @param readable whether the role may read all of it
 * @param logged whether its changes are in the WAL
 * @param rowsHidden whether row-level security hides rows from the role
 * @param identity how PostgreSQL tells its rows apart in the WAL: d(efault), n(othing), f(ull), i(ndex)
 * @param identified whether that works, so that updates and deletes can be published
 * @param hasPrimaryKey whether it has a primary key that can serve as replica identity
 * @param keyed whether Debezium finds columns for the key of its events
 * @param identityIndex a unique index that could serve as replica identity, or null
 */
record SourceTable(
        TableName name,
        boolean partitioned,
        TableName root,
        boolean readable,
        boolean logged,
        boolean rowsHidden,
        char identity,
        boolean identified,
        boolean hasPrimaryKey,
        boolean keyed,
        String identityIndex) {

    private static final String ALL = """
            SELECT n.nspname, c.relname, c.relkind = 'p' AS partitioned, rn.nspname AS root_schema, r.relname AS root_table,
              has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable,
              c.relpersistence = 'p' AS logged,
              row_security_active(c.oid) AS rows_hidden,
              c.relreplident AS identity,
              c.relreplident = 'f' OR EXISTS (
                SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate
                  AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END) AS identified,
              EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate) AS primary_key,
              EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND (i.indisprimary
                OR (i.indisunique AND i.indexprs IS NULL))) AS keyed,
              (SELECT x.relname FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
                  AND i.indpred IS NULL AND i.indexprs IS NULL
                  AND NOT EXISTS (SELECT FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull)
                ORDER BY x.relname LIMIT 1) AS identity_index
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_class r ON c.relispartition AND r.oid = pg_partition_root(c.oid)
            LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            ORDER BY n.nspname, c.relname""";

    static List<SourceTable> all(Catalog catalog) throws SQLException {
        return catalog.rows(ALL, SourceTable::of);
    }

    private static SourceTable of(ResultSet row) throws SQLException {
        String root = row.getString("root_table");
        return new SourceTable(
                new TableName(row.getString(1), row.getString(2)),
                row.getBoolean("partitioned"),
                root == null ? null : new TableName(row.getString("root_schema"), root),
                row.getBoolean("readable"),
                row.getBoolean("logged"),
                row.getBoolean("rows_hidden"),
                row.getString("identity").charAt(0),
                row.getBoolean("identified"),
                row.getBoolean("primary_key"),
                row.getBoolean("keyed"),
                row.getString("identity_index"));
    }

    /** Whether events come under its own name unless the publication says otherwise. */
    boolean holdsRows() {
        return !partitioned;
    }

    boolean isChunk() {
        return HypertableCatalog.CHUNK_SCHEMA.equals(name.schema());
    }
}
