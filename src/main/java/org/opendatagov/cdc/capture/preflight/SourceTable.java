package org.opendatagov.cdc.capture.preflight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * A table as the catalog describes it to the present role.
 *
 * @param id its object id
 * @param name its name
 * @param partitioned whether its rows are in partitions
 * @param root the partitioned table that it is a part of, or null
 * @param unreadable the columns that the role may not read
 * @param logged whether its changes are in the WAL
 * @param rowsHidden whether row-level security hides rows from the role
 * @param identity how PostgreSQL tells its rows apart in the WAL: d(efault), n(othing), f(ull), i(ndex)
 * @param identified whether that works, so that updates and deletes can be published
 * @param hasPrimaryKey whether it has a primary key that can serve as replica identity
 * @param key the columns that Debezium takes for the key of its events
 * @param identityIndex a unique index, of no more columns than are unique, that could serve as replica identity, or null
 * @param identifyingIndex the index that it was given as replica identity, or null
 * @param uniqueKeys the columns of each unique index that tells all rows apart: valid, of all rows, without columns that may be null
 * @param columns its columns in their order
 * @param generated whether there are generated columns among them
 * @param identityColumns those of its replica identity, which the WAL has of a deleted row
 * @param identityStored whether stored generated columns are among those
 * @param identityVirtual whether virtual generated columns are among those
 */
record SourceTable(
        long id,
        TableName name,
        boolean partitioned,
        TableName root,
        List<String> unreadable,
        boolean logged,
        boolean rowsHidden,
        char identity,
        boolean identified,
        boolean hasPrimaryKey,
        RowKey key,
        String identityIndex,
        String identifyingIndex,
        List<List<String>> uniqueKeys,
        List<String> columns,
        boolean generated,
        List<String> identityColumns,
        boolean identityStored,
        boolean identityVirtual) {

    private static final ObjectReader LISTS = new ObjectMapper().readerFor(new TypeReference<List<List<String>>>() {});

    private static final String ALL = """
            SELECT c.oid::bigint AS id, n.nspname, c.relname, c.relkind = 'p' AS partitioned, rn.nspname AS root_schema, r.relname AS root_table,
              c.relpersistence = 'p' AS logged,
              row_security_active(c.oid) AS rows_hidden,
              c.relreplident AS identity,
              c.relreplident = 'f' OR EXISTS (
                SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate
                  AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END) AS identified,
              EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate) AS primary_key,
              k.*, w.*,
              (SELECT x.relname FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
                  AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indnkeyatts = i.indnatts
                  AND NOT EXISTS (SELECT FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull)
                ORDER BY x.relname LIMIT 1) AS identity_index,
              (SELECT x.relname FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                WHERE i.indrelid = c.oid AND i.indisreplident) AS identifying_index,
              (SELECT json_agg(ARRAY(SELECT a.attname FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])))
                FROM pg_index i
                WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
                  AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attnotnull
                    AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))) AS unique_keys
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_class r ON c.relispartition AND r.oid = pg_partition_root(c.oid)
            LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
            LEFT JOIN LATERAL (
              SELECT x.relname AS key_index, i.indisprimary AS key_is_primary,
                ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY u (number, place)
                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number
                  WHERE u.place <= i.indnkeyatts OR NOT i.indisprimary ORDER BY u.place) AS key_columns,
                i.indisprimary OR (i.indisvalid AND i.indpred IS NULL
                  AND NOT EXISTS (SELECT FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull)) AS key_tells_apart
              FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
              WHERE i.indrelid = c.oid AND (i.indisprimary OR (i.indisunique AND i.indexprs IS NULL))
              ORDER BY i.indisprimary DESC, i.indisclustered DESC, x.relname LIMIT 1) k ON true
            CROSS JOIN LATERAL (
              SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns,
                array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE NOT (
                  has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT'))) AS unreadable,
                array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE identifies) AS identity_columns,
                bool_or(a.attgenerated <> '') AS generated,
                bool_or(identifies AND a.attgenerated = 's') AS identity_stored,
                bool_or(identifies AND a.attgenerated = 'v') AS identity_virtual
              FROM pg_attribute a CROSS JOIN LATERAL (
                SELECT c.relreplident = 'f' OR EXISTS (
                  SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate
                    AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END
                    AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])) AS identifies) one
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) w
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            ORDER BY n.nspname, c.relname""";

    static List<SourceTable> all(Catalog catalog) throws SQLException {
        return catalog.rows(ALL, SourceTable::of);
    }

    private static SourceTable of(ResultSet row) throws SQLException {
        String root = row.getString("root_table");
        return new SourceTable(
                row.getLong("id"),
                new TableName(row.getString("nspname"), row.getString("relname")),
                row.getBoolean("partitioned"),
                root == null ? null : new TableName(row.getString("root_schema"), root),
                Catalog.texts(row, "unreadable"),
                row.getBoolean("logged"),
                row.getBoolean("rows_hidden"),
                row.getString("identity").charAt(0),
                row.getBoolean("identified"),
                row.getBoolean("primary_key"),
                new RowKey(
                        Catalog.texts(row, "key_columns"),
                        row.getString("key_index"),
                        row.getBoolean("key_is_primary"),
                        row.getBoolean("key_tells_apart")),
                row.getString("identity_index"),
                row.getString("identifying_index"),
                lists(row.getString("unique_keys")),
                Catalog.texts(row, "columns"),
                row.getBoolean("generated"),
                Catalog.texts(row, "identity_columns"),
                row.getBoolean("identity_stored"),
                row.getBoolean("identity_virtual"));
    }

    private static List<List<String>> lists(String json) throws SQLException {
        try {
            return json == null ? List.of() : LISTS.readValue(json);
        } catch (JsonProcessingException e) {
            throw new SQLException("the catalog's JSON can't be read", e);
        }
    }

    /** Whether no two of its rows can have the same values in these columns. */
    boolean tellsApart(List<String> key) {
        return uniqueKeys.stream().anyMatch(key::containsAll);
    }

    /** Whether events come under its own name unless the publication says otherwise. */
    boolean holdsRows() {
        return !partitioned;
    }

    /**
     * Whether a publication refuses its updates and deletes from PostgreSQL 18 on, since it leaves out a generated column by which
     * the rows are identified.
     *
     * @param stored whether the publication has stored generated columns; virtual ones none has
     */
    boolean isRefused(boolean stored) {
        return holdsRows() && logged && (identityVirtual || (identityStored && !stored));
    }

    boolean isChunk() {
        return HypertableCatalog.CHUNK_SCHEMA.equals(name.schema());
    }
}
