package org.opendatagov.cdc.capture.engine;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorConfig.AutoCreateMode;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import java.sql.SQLException;
import java.time.Duration;
import org.opendatagov.cdc.capture.values.ColumnConverter;

/**
 * The connection to the stream, whose values stay the texts that PostgreSQL sent until {@link ColumnConverter} reads them.
 * Debezium would parse each before that, which loses the zone of a timetz, stops the connector at a time of 24:00 and takes an
 * eighth of the CPU for timestamptz alone.
 */
final class TextStream {

    private TextStream() {}

    /**
     * Makes a connection as Debezium's task does.
     *
     * @param connection the task's own, for what the stream doesn't tell of types
     * @param catalog for what the stream doesn't tell of tables
     * @param options the settings that {@code settings} were made from, which keep some to themselves
     */
    static ReplicationConnection of(
            PostgresConnection connection,
            PostgresConnection catalog,
            PostgresSchema schema,
            PostgresConnectorConfig settings,
            Configuration options)
            throws SQLException {
        ReplicationConnection stream = ReplicationConnection.builder(settings)
                .withSchema(schema)
                .withSlot(settings.slotName())
                .dropSlotOnClose(options.getBoolean(PostgresConnectorConfig.DROP_SLOT_ON_STOP))
                .createFailOverSlot(options.getBoolean(PostgresConnectorConfig.CREATE_FAIL_OVER_SLOT))
                .withPublication(settings.publicationName())
                .withPublicationAutocreateMode(
                        AutoCreateMode.parse(options.getString(PostgresConnectorConfig.PUBLICATION_AUTOCREATE_MODE)))
                .withTableFilter(settings.getTableFilters())
                .withPlugin(settings.plugin())
                .streamParams(options.getString(PostgresConnectorConfig.STREAM_PARAMS))
                .statusUpdateInterval(
                        Duration.ofMillis(options.getLong(PostgresConnectorConfig.STATUS_UPDATE_INTERVAL_MS)))
                .jdbcMetadataConnection(catalog)
                .withTypeRegistry(new TextTypes(connection))
                .build();
        return settings.isLogPositionCheckEnabled() && !settings.offsetSeekToSlotOnStart()
                ? new GaplessStart(
                        stream,
                        connection,
                        settings.slotName(),
                        settings.plugin().getPostgresPluginName())
                : stream;
    }
}
