package org.opendatagov.cdc.capture.engine;

import io.debezium.DebeziumException;
import io.debezium.bean.StandardBeanNames;
import io.debezium.bean.spi.BeanRegistry;
import io.debezium.bean.spi.BeanRegistryAware;
import io.debezium.connector.postgresql.SourceInfo;
import io.debezium.data.Envelope;
import io.debezium.jdbc.JdbcConnection;
import io.debezium.processors.spi.PostProcessor;
import io.debezium.relational.Column;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.RelationalDatabaseConnectorConfig;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.ValueConverter;
import io.debezium.schema.FieldNameSelector.FieldNamer;
import io.debezium.service.spi.ServiceRegistry;
import io.debezium.service.spi.ServiceRegistryAware;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.values.IncompleteRow;

/**
 * Reads a large value that an update left alone from the table, as it isn't in the WAL; it is then at least as new as the update.
 * When the row, the column or the table is gone by now the placeholder stays: what removed it follows in the stream. Any other
 * failure ends the engine's run, and the event is read again; a placeholder for a row that is still there would take the value
 * from every sink.
 *
 * <p>The row is found by the table's own identity, with the values that the WAL has of it. The key of the event may be another one, which
 * the connector's options name and which other rows may have, too.
 *
 * <p>Debezium makes it itself, from the engine's settings. Debezium's own post processor for this knows no arrays of fractions
 * or booleans, and no keys with names in quotes.
 */
public class UnchangedValues implements PostProcessor, BeanRegistryAware, ServiceRegistryAware {

    private static final Logger LOG = Logger.getLogger(UnchangedValues.class);

    /** An update that changes the key comes as a delete and a create. */
    private static final Set<String> WRITES =
            Set.of(Envelope.Operation.UPDATE.code(), Envelope.Operation.CREATE.code());

    private static final String NO_COLUMN = "42703";

    /** SQL states of a column, a table and a schema that don't exist. */
    private static final Set<String> GONE = Set.of(NO_COLUMN, "42P01", "3F000");

    private final VisibleTransactions transactions = new VisibleTransactions();
    private JdbcConnection own;
    private StreamSession stream;
    private RelationalDatabaseSchema schema;
    private CustomConverterRegistry converters;
    private ChangedColumns changed;
    private FieldNamer<Column> names;
    private StreamedChange change;
    private UnsentKeys keys;

    /** For Debezium. */
    public UnchangedValues() {}

    @Override
    public void configure(Map<String, ?> settings) {
        // It has none.
    }

    @Override
    public void injectBeanRegistry(BeanRegistry beans) {
        own = beans.lookupByName(StandardBeanNames.JDBC_CONNECTION, JdbcConnection.class);
        schema = beans.lookupByName(StandardBeanNames.DATABASE_SCHEMA, RelationalDatabaseSchema.class);
        RelationalDatabaseConnectorConfig config =
                beans.lookupByName(StandardBeanNames.CONNECTOR_CONFIG, RelationalDatabaseConnectorConfig.class);
        changed = new ChangedColumns(config);
        names = config.getFieldNamer();
    }

    @Override
    public void injectServiceRegistry(ServiceRegistry services) {
        converters = services.tryGetService(CustomConverterRegistry.class);
        change = services.tryGetService(StreamedChange.class);
        keys = new UnsentKeys(change);
        stream = services.tryGetService(StreamSession.class);
    }

    @Override
    public void apply(Object key, Struct value) {
        if (value == null) {
            return;
        }
        String operation = value.getString(Envelope.FieldName.OPERATION);
        Struct source = value.getStruct(Envelope.FieldName.SOURCE);
        if (Envelope.Operation.DELETE.code().equals(operation) && key instanceof Struct keyColumns) {
            keys.check(name(source), keyColumns);
        } else if (WRITES.contains(operation)) {
            List<String> leftOut = change.leftOut();
            if (!leftOut.isEmpty()) {
                complete(source, (Struct) key, value, leftOut);
            }
        }
    }

    private static TableName name(Struct source) {
        return new TableName(source.getString("schema"), source.getString("table"));
    }

    private void complete(Struct source, Struct key, Struct envelope, List<String> leftOut) {
        Struct row = envelope.getStruct(Envelope.FieldName.AFTER);
        TableName name = name(source);
        Table table = schema.tableFor(new TableId(null, name.schema(), name.table()));
        List<Column> columns = leftOut.stream()
                .map(table::columnWithName)
                .filter(column -> column != null && (field(row, column) != null || field(key, column) != null))
                .toList();
        List<String> unavailable =
                unread(source, name, columns, (result, read) -> take(result, table, key, row, read)).stream()
                        .map(column -> field(row, column))
                        .filter(Objects::nonNull)
                        .map(Field::name)
                        .toList();
        if (!unavailable.isEmpty()) {
            LOG.debugf("What an update of %s left alone is gone", name);
            envelope.put(Envelope.FieldName.AFTER, new IncompleteRow(row, unavailable));
        }
    }

    private Field field(Struct struct, Column column) {
        return struct == null ? null : struct.schema().field(names.fieldNameFor(column));
    }

    /** Reads columns of the change's row, and gives those that aren't there to be read. */
    private List<Column> unread(Struct source, TableName table, List<Column> columns, ResultTaker taker) {
        if (columns.isEmpty()) {
            return columns;
        }
        List<String> identity = change.identity(table);
        List<String> values = identity.stream().map(change::value).toList();
        if (identity.isEmpty() || values.contains(null)) {
            keys.warnOfUnidentified(table);
            return columns;
        }
        String query = "SELECT "
                + columns.stream().map(column -> Sql.identifier(column.name())).collect(Collectors.joining(", "))
                + " FROM " + table.quoted() + " WHERE "
                + identity.stream()
                        .map(column -> Sql.identifier(column) + " = ?")
                        .collect(Collectors.joining(" AND "));
        try {
            JdbcConnection database = session();
            transactions.await(database, source.getInt64(SourceInfo.TXID_KEY));
            boolean found = database.prepareQueryAndMap(
                    query, statement -> bind(statement, values), result -> taker.take(result, columns));
            return found ? List.of() : columns;
        } catch (SQLException e) {
            if (NO_COLUMN.equals(e.getSQLState()) && columns.size() > 1) {
                // The others may be there.
                return columns.stream()
                        .flatMap(column -> unread(source, table, List.of(column), taker).stream())
                        .toList();
            }
            if (!GONE.contains(e.getSQLState())) {
                throw new DebeziumException(
                        "a large value of " + table + " that an update left alone can't be read: " + e.getMessage(), e);
            }
            return columns;
        }
    }

    /** Debezium has made a second session for this; it is opened only while the first one has another use. */
    private JdbcConnection session() throws SQLException {
        JdbcConnection free = stream.free();
        if (free == null) {
            return own;
        }
        if (own.isConnected()) {
            own.close();
        }
        return free;
    }

    private interface ResultTaker {
        /** Whether there was a row to take them from. */
        boolean take(ResultSet result, List<Column> columns) throws SQLException;
    }

    /** As texts of no type, so that PostgreSQL reads what it has written as the column's. */
    private static void bind(PreparedStatement statement, List<String> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i), Types.OTHER);
        }
    }

    private boolean take(ResultSet result, Table table, Struct key, Struct row, List<Column> columns)
            throws SQLException {
        if (!result.next()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            ValueConverter converter =
                    converters.getValueConverter(table.id(), column).orElseThrow();
            Object value = converter.convert(result.getString(i + 1));
            Field inRow = field(row, column);
            if (inRow != null) {
                row.put(inRow, changed.published(table, column, value));
            }
            Field inKey = field(key, column);
            if (inKey != null) {
                key.put(inKey, value);
            }
        }
        return true;
    }

    @Override
    public void close() {
        // The connections are Debezium's.
    }
}
