package org.opendatagov.cdc.capture.engine;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.Column;
import io.debezium.relational.TableId;
import io.debezium.relational.Tables;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the stream asks the catalog of a table when it first meets it, its key above all. PostgreSQL may send a transaction a
 * moment before others see what it did. A table that was made in it, as TimescaleDB makes each chunk with its first row, would
 * then seem to have no key, and its events neither. So a table that isn't there is waited for, if not for long: one that has been
 * dropped since never comes.
 */
class CatalogInTime extends PostgresConnection {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(10);

    CatalogInTime(PostgresConnectorConfig settings, TypeRegistry types) {
        super(settings, types, CONNECTION_GENERAL);
    }

    @Override
    public List<Column> getTableColumnsForDecoder(TableId table, Tables.ColumnNameFilter filter) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Column> columns = super.getTableColumnsForDecoder(table, filter);
        try {
            while (columns.isEmpty() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                columns = super.getTableColumnsForDecoder(table, filter);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return columns;
    }
}
