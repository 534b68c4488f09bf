package org.opendatagov.cdc.capture.engine;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorConfig.AutoCreateMode;
import io.debezium.connector.postgresql.PostgresConnectorConfig.LogicalDecoder;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import java.sql.SQLException;
import java.time.Duration;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.values.ColumnConverter;

/**
 * The connection to the stream, whose values stay the texts that PostgreSQL sent until {@link ColumnConverter} reads them.
 * Debezium would parse each before that, which loses the zone of a timetz, stops the connector at a time of 24:00 and takes an
 * eighth of the CPU for timestamptz alone.
 */
final class TextStream {

    private TextStream() {}

    /** For Debezium and the driver, which put it between quotes as it is. */
    private static String inText(String name) {
        return name.replace("'", "''");
    }

    /**
     * Makes a connection as Debezium's task does.
     *
     * @param connection the task's own, for what the stream doesn't tell of types
     * @param catalog for what the stream doesn't tell of tables
     * @param change notes what comes
     * @param options the settings that {@code settings} were made from, which keep some to themselves
     */
    static ReplicationConnection of(
            PostgresConnection connection,
            CatalogInTime catalog,
            StreamedChange change,
            PostgresSchema schema,
            PostgresConnectorConfig settings,
            Configuration options)
            throws SQLException {
        // PostgreSQL reads the stream's option as identifiers: without quotes, CdcPub would be cdcpub, which publishes
        // nothing.
        PostgresConnectorConfig quoted = new PostgresConnectorConfig(options.edit()
                .with(PostgresConnectorConfig.PUBLICATION_NAME, inText(Sql.identifier(settings.publicationName())))
                .build());
        ReplicationConnection stream = ReplicationConnection.builder(quoted)
                .withSchema(schema)
                .withSlot(settings.slotName())
                .dropSlotOnClose(options.getBoolean(PostgresConnectorConfig.DROP_SLOT_ON_STOP))
                .createFailOverSlot(options.getBoolean(PostgresConnectorConfig.CREATE_FAIL_OVER_SLOT))
                .withPublication(inText(settings.publicationName()))
                // It has been made before.
                .withPublicationAutocreateMode(AutoCreateMode.DISABLED)
                .withTableFilter(settings.getTableFilters())
                .withPlugin(settings.plugin())
                .streamParams(options.getString(PostgresConnectorConfig.STREAM_PARAMS))
                .statusUpdateInterval(
                        Duration.ofMillis(options.getLong(PostgresConnectorConfig.STATUS_UPDATE_INTERVAL_MS)))
                .jdbcMetadataConnection(catalog)
                .withTypeRegistry(new TextTypes(connection))
                .build();
        if (settings.plugin() == LogicalDecoder.PGOUTPUT) {
            KeysOfTheTime.putInto(stream, new MessageDecoderContext(quoted, schema), catalog, change);
        }
        return settings.isLogPositionCheckEnabled() && !settings.offsetSeekToSlotOnStart()
                ? new GaplessStart(
                        stream,
                        connection,
                        settings.slotName(),
                        settings.plugin().getPostgresPluginName(),
                        options.getLong(CaptureTask.REACHED, 0))
                : stream;
    }
}
