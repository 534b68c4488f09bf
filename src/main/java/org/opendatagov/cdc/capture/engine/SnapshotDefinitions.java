package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.TableSchema;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.PublishedRows;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.values.TableSchemas;

/**
 * Looks up tables for a snapshot on demand. What it finds is for the rows that the snapshot reads alone: the stream's changes have the
 * columns of their own time, and of the publication. Debezium gives both the same, and then takes the value of one column for that of
 * another. For one thread.
 */
class SnapshotDefinitions {

    private static final String VERSION = """
            SELECT string_agg(concat_ws(' ', a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attgenerated), ',' ORDER BY a.attnum)
              || ' ' || coalesce((SELECT i.indkey::text FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary), '')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
            GROUP BY c.oid""";

    private static final String TABLES = """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p')""";

    private final PostgresConnectorConfig config;
    private final PostgresConnection catalog;
    private final TableSchemas schemas;
    private SnapshotDefinition last;

    SnapshotDefinitions(PostgresConnectorConfig config, PostgresConnection catalog, TableSchemas schemas) {
        this.config = config;
        this.catalog = catalog;
        this.schemas = schemas;
    }

    /**
     * Looks a table up.
     *
     * @param orderedBy the column in whose order a request wants it to be read, or null for its primary key
     * @throws SnapshotFailure when it can't be read
     */
    SnapshotDefinition of(TableId id, String orderedBy) throws SQLException {
        TableName name = new TableName(id.schema(), id.table());
        String version = version(name);
        if (last != null && last.id().equals(id) && last.version().equals(version)) {
            return last;
        }
        Table table = version == null ? null : schemas.find(name);
        if (table == null || !version.equals(version(name))) {
            last = null;
            if (version == null) {
                throw new SnapshotFailure("table " + name + " has been dropped");
            }
            return of(id, orderedBy);
        }
        TableSchema schema = schemas.of(table);
        List<Column> columns = table.columns().stream()
                .filter(column -> config.getColumnFilter().matches(null, id.schema(), id.table(), column.name()))
                .toList();
        last = new SnapshotDefinition(
                table,
                schema,
                columns,
                key(table, orderedBy),
                PublishedRows.filter(PublishedRows.of(catalog.connection(), config.publicationName()), name),
                version);
        return last;
    }

    /** The captured tables of whose names as {@code schema.table} a regular expression matches the whole. */
    List<TableId> matching(String names) throws SQLException {
        Pattern wanted = Pattern.compile(names);
        return new Catalog(catalog.connection())
                .tables(TABLES).stream()
                        .map(SnapshotDefinitions::id)
                        .filter(id -> isCaptured(id)
                                && wanted.matcher(id.identifier()).matches())
                        .toList();
    }

    /**
     * The table that an offset names, by a text in which a schema and a table with dots can't be told apart.
     *
     * @throws SnapshotFailure when there is none, or the connector doesn't capture it
     */
    TableId named(TableId inOffset) throws SQLException {
        if (last != null && last.id().identifier().equals(inOffset.identifier())) {
            return last.id();
        }
        TableName name = new Catalog(catalog.connection())
                .row(
                        TABLES + " AND n.nspname || '.' || c.relname = ?",
                        row -> new TableName(row.getString(1), row.getString(2)),
                        inOffset.identifier());
        if (name == null) {
            throw new SnapshotFailure("table " + inOffset.identifier() + " has been dropped");
        }
        if (!isCaptured(id(name))) {
            throw new SnapshotFailure("the connector doesn't capture table " + name);
        }
        return id(name);
    }

    private boolean isCaptured(TableId id) {
        return config.getTableFilters().dataCollectionFilter().isIncluded(id);
    }

    private static TableId id(TableName name) {
        return new TableId(null, name.schema(), name.table());
    }

    /** Whether a table still has the columns of a definition. */
    boolean isCurrent(SnapshotDefinition definition) throws SQLException {
        return definition
                .version()
                .equals(version(
                        new TableName(definition.id().schema(), definition.id().table())));
    }

    private static List<Column> key(Table table, String orderedBy) {
        if (orderedBy != null) {
            Column column = table.columnWithName(orderedBy);
            if (column == null) {
                throw new SnapshotFailure(
                        "table " + table.id() + " has no column " + orderedBy + ", in whose order it was to be read");
            }
            return List.of(column);
        }
        if (table.primaryKeyColumns().isEmpty()) {
            throw new SnapshotFailure(
                    "table " + table.id() + " has no primary key, in whose order its rows are read; add one");
        }
        return table.primaryKeyColumns();
    }

    private String version(TableName name) throws SQLException {
        return new Catalog(catalog.connection()).row(VERSION, row -> row.getString(1), name.schema(), name.table());
    }
}
