package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.Column;
import io.debezium.relational.TableId;
import io.debezium.relational.Tables;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the stream asks the catalog of a table when it first meets it, its key above all. PostgreSQL may send a transaction a
 * moment before others see what it did. A table that was made in it, as TimescaleDB makes each chunk with its first row, would
 * then seem to have no key, and its events neither. So a captured table that isn't there is waited for, as long as a transaction
 * is under way that may have made it. If there is none the table has been dropped since, and nobody waits.
 */
class CatalogInTime extends PostgresConnection {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Tables.TableFilter captured;
    private final StreamSession session;

    /** Transactions that were waited for in vain. One that has committed is visible long before that, so these write on. */
    private final Set<String> writingOn = new HashSet<>();

    private RelationMessage expected;

    /**
     * @param session where the catalog is asked; a session of its own is opened only while that one isn't free
     */
    CatalogInTime(PostgresConnectorConfig settings, TypeRegistry types, StreamSession session) {
        super(settings, types, CONNECTION_GENERAL);
        this.captured = settings.getTableFilters().dataCollectionFilter();
        this.session = session;
        // Debezium has opened it to ask for the encoding.
        close();
    }

    @Override
    public synchronized Connection connection(boolean executeOnConnect) throws SQLException {
        // Debezium's constructor comes here too.
        PostgresConnection free = session == null ? null : session.free();
        if (free == null) {
            return super.connection(executeOnConnect);
        }
        if (super.isConnected()) {
            close();
        }
        return free.connection();
    }

    /** What is asked next is asked about this table; null when that isn't known. */
    void expect(RelationMessage relation) {
        expected = relation;
    }

    @Override
    public List<String> readPrimaryKeyNames(DatabaseMetaData metadata, TableId table) throws SQLException {
        List<String> names = super.readPrimaryKeyNames(metadata, table);
        RelationMessage relation = expected;
        return relation != null
                        && relation.schema().equals(table.schema())
                        && relation.table().equals(table.table())
                ? new ArrayList<>(relation.primaryKey(names))
                : names;
    }

    @Override
    public List<Column> getTableColumnsForDecoder(TableId table, Tables.ColumnNameFilter filter) throws SQLException {
        List<Column> columns = super.getTableColumnsForDecoder(table, filter);
        if (!columns.isEmpty() || !captured.isIncluded(table)) {
            return columns;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Set<String> makers = underWay();
        makers.removeAll(writingOn);
        // Once more after they were listed: the one that made it may have become visible in between.
        columns = super.getTableColumnsForDecoder(table, filter);
        try {
            while (columns.isEmpty() && !makers.isEmpty()) {
                if (System.nanoTime() > deadline) {
                    writingOn.addAll(makers);
                    break;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                makers.retainAll(underWay());
                columns = super.getTableColumnsForDecoder(table, filter);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writingOn.retainAll(underWay());
        return columns;
    }

    private Set<String> underWay() throws SQLException {
        return queryAndMap("SELECT pg_snapshot_xip(pg_current_snapshot())::text", rows -> {
            Set<String> transactions = new HashSet<>();
            while (rows.next()) {
                transactions.add(rows.getString(1));
            }
            return transactions;
        });
    }
}
