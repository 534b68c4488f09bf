package org.opendatagov.cdc.capture.rows;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.PostgresConnection.PostgresValueConverterBuilder;
import io.debezium.jdbc.JdbcConfiguration;
import java.nio.charset.Charset;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A session in which Debezium reads rows as it does in a snapshot, and what it makes values of.
 *
 * @param settings the engine's
 * @param config the same as Debezium reads them
 * @param connection the session, which can only read
 * @param converter turns what the driver reads into values of events
 */
record RowSession(
        Configuration settings,
        PostgresConnectorConfig config,
        PostgresConnection connection,
        PostgresValueConverter converter) {

    private static final String OPTIONS = "driver.options";
    private static final String BOUNDS = "-c default_transaction_read_only=on -c statement_timeout=60000";

    static RowSession open(Properties engine) throws SQLException {
        Properties bounded = new Properties();
        bounded.putAll(engine);
        bounded.merge(OPTIONS, BOUNDS, (others, ours) -> others + " " + ours);
        Configuration settings = Configuration.from(bounded);
        PostgresConnectorConfig config = new PostgresConnectorConfig(settings);
        JdbcConfiguration jdbc = config.getJdbcConfig();
        Charset charset;
        try (PostgresConnection first = new PostgresConnection(jdbc, PostgresConnection.CONNECTION_GENERAL)) {
            charset = first.getDatabaseCharset();
        }
        TypeRegistry types = PostgresConnection.createTypeRegistry(jdbc);
        PostgresValueConverterBuilder builder = known -> PostgresValueConverter.of(config, charset, known);
        PostgresConnection connection =
                new PostgresConnection(jdbc, types, builder, PostgresConnection.CONNECTION_GENERAL);
        connection.setAutoCommit(true);
        return new RowSession(settings, config, connection, builder.build(types));
    }
}
