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
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.ValueConverter;
import io.debezium.service.spi.ServiceRegistry;
import io.debezium.service.spi.ServiceRegistryAware;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.values.IsoTimes;
import org.opendatagov.cdc.capture.values.Placeholders;

/**
 * Reads a large value that an update left alone from the table, as it isn't in the WAL; it is then at least as new as the update.
 * When the row, the column or the table is gone by now the placeholder stays: what removed it follows in the stream. Any other
 * failure ends the engine's run, and the event is read again; a placeholder for a row that is still there would take the value
 * from every sink.
 *
 * <p>Debezium makes it itself, from the engine's settings. Debezium's own post processor for this knows no arrays of fractions
 * or booleans, and no keys with names in quotes.
 */
public class UnchangedValues implements PostProcessor, BeanRegistryAware, ServiceRegistryAware {

    private static final Logger LOG = Logger.getLogger(UnchangedValues.class);

    /** An update that changes the key comes as a delete and a create. */
    private static final Set<String> WRITES =
            Set.of(Envelope.Operation.UPDATE.code(), Envelope.Operation.CREATE.code());

    /** SQL states of a column, a table and a schema that don't exist. */
    private static final Set<String> GONE = Set.of("42703", "42P01", "3F000");

    private JdbcConnection database;
    private VisibleTransactions transactions;
    private RelationalDatabaseSchema schema;
    private CustomConverterRegistry converters;

    /** For Debezium. */
    public UnchangedValues() {}

    @Override
    public void configure(Map<String, ?> settings) {
        // It has none.
    }

    @Override
    public void injectBeanRegistry(BeanRegistry beans) {
        database = beans.lookupByName(StandardBeanNames.JDBC_CONNECTION, JdbcConnection.class);
        transactions = new VisibleTransactions(database);
        schema = beans.lookupByName(StandardBeanNames.DATABASE_SCHEMA, RelationalDatabaseSchema.class);
    }

    @Override
    public void injectServiceRegistry(ServiceRegistry services) {
        converters = services.tryGetService(CustomConverterRegistry.class);
    }

    @Override
    public void apply(Object key, Struct value) {
        if (!(key instanceof Struct keyColumns)
                || value == null
                || !WRITES.contains(value.getString(Envelope.FieldName.OPERATION))) {
            return;
        }
        Struct row = value.getStruct(Envelope.FieldName.AFTER);
        List<Field> missing = new ArrayList<>();
        for (Field column : row.schema().fields()) {
            if (Placeholders.is(row.getWithoutDefault(column.name()), column.schema())) {
                missing.add(column);
            }
        }
        if (!missing.isEmpty()) {
            readAgain(value.getStruct(Envelope.FieldName.SOURCE), keyColumns, row, missing);
        }
    }

    private void readAgain(Struct source, Struct key, Struct row, List<Field> missing) {
        TableId id = new TableId(null, source.getString("schema"), source.getString("table"));
        String query = "SELECT " + missing.stream().map(UnchangedValues::quoted).collect(Collectors.joining(", "))
                + " FROM " + id.toDoubleQuotedString()
                + " WHERE "
                + key.schema().fields().stream()
                        .map(column -> quoted(column) + " = ?")
                        .collect(Collectors.joining(" AND "));
        try {
            transactions.await(source.getInt64(SourceInfo.TXID_KEY));
            boolean found = database.prepareQueryAndMap(
                    query, statement -> bind(statement, key), result -> take(result, id, row, missing));
            if (!found) {
                LOG.debugf("The row of an update of %s is gone", id);
            }
        } catch (SQLException e) {
            if (!GONE.contains(e.getSQLState())) {
                throw new DebeziumException(
                        "a large value of " + id + " that an update left alone can't be read: " + e.getMessage(), e);
            }
            LOG.debugf("What an update of %s left alone is gone: %s", id, e.getMessage());
        }
    }

    /** As texts of no type, so that PostgreSQL reads them as the column's. */
    private static void bind(PreparedStatement statement, Struct key) throws SQLException {
        int index = 1;
        for (Field column : key.schema().fields()) {
            Object value = key.getWithoutDefault(column.name());
            if (value instanceof byte[] bytes) {
                statement.setBytes(index++, bytes);
            } else {
                statement.setObject(index++, IsoTimes.toPostgres(String.valueOf(value)), Types.OTHER);
            }
        }
    }

    private boolean take(ResultSet result, TableId id, Struct row, List<Field> missing) throws SQLException {
        if (!result.next()) {
            return false;
        }
        Table table = schema.tableFor(id);
        for (int i = 0; i < missing.size(); i++) {
            Field field = missing.get(i);
            Column column = table.columnWithName(field.name());
            ValueConverter converter = converters.getValueConverter(id, column).orElseThrow();
            row.put(field, converter.convert(result.getString(i + 1)));
        }
        return true;
    }

    private static String quoted(Field column) {
        return '"' + column.name().replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        // The connection is Debezium's.
    }
}
