package org.opendatagov.cdc.capture.values;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.PostgresDefaultValueConverter;
import io.debezium.converters.custom.CustomConverterServiceProvider;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.TableSchema;
import io.debezium.relational.TableSchemaBuilder;
import io.debezium.relational.Tables;
import io.debezium.relational.mapping.ColumnMappers;
import io.debezium.spi.topic.TopicNamingStrategy;
import java.sql.SQLException;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * Debezium's schemas of tables as the catalog has them now, for rows that a query reads. The stream has its own, of the time of its
 * changes.
 */
public final class TableSchemas {

    private final PostgresConnectorConfig config;
    private final Configuration settings;
    private final PostgresConnection catalog;
    private final PostgresValueConverter values;

    /**
     * @param config the connector's options
     * @param settings the settings that they were read from
     * @param catalog where tables are looked up
     * @param values turns what the driver reads into values of events
     */
    public TableSchemas(
            PostgresConnectorConfig config,
            Configuration settings,
            PostgresConnection catalog,
            PostgresValueConverter values) {
        this.config = config;
        this.settings = settings;
        this.catalog = catalog;
        this.values = values;
    }

    /**
     * Looks a table up.
     *
     * @return null when there is none of that name
     */
    public Table find(TableName name) throws SQLException {
        Tables found = new Tables();
        catalog.readSchema(
                found,
                null,
                name.schema(),
                id -> id.schema().equals(name.schema()) && id.table().equals(name.table()),
                null,
                true);
        return found.size() == 1 ? found.forTable(found.tableIds().iterator().next()) : null;
    }

    /** The schema of a table's events, without the columns that the connector's options leave out. */
    public TableSchema of(Table table) {
        PostgresDefaultValueConverter defaults = catalog.getDefaultValueConverter();
        return new TableSchemaBuilder(
                        values,
                        defaults,
                        config.schemaNameAdjuster(),
                        new CustomConverterServiceProvider().createService(settings, null),
                        config.getSourceInfoStructMaker().schema(),
                        config.getFieldNamer(),
                        false,
                        config.getEventConvertingFailureHandlingMode())
                .create(topics(), table, config.getColumnFilter(), ColumnMappers.create(config), config.getKeyMapper());
    }

    /** The topic of a table's events, before any transform. */
    public String topic(Table table) {
        return topics().dataChangeTopic(table.id());
    }

    @SuppressWarnings("unchecked") // Debezium leaves the type out
    private TopicNamingStrategy<TableId> topics() {
        return config.getTopicNamingStrategy(CommonConnectorConfig.TOPIC_NAMING_STRATEGY);
    }
}
