package org.opendatagov.cdc.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** OpenDataGov's databases, and the user as whom the service captures them, which is no superuser. */
public final class Sources {
    public static final String ODG = "odg";
    public static final String TIMESCALE = "timescale";
    public static final String CDC_USER = "cdc";
    public static final String CDC_PASSWORD = "cdc-secret";

    private Sources() {}

    /** Makes the database {@code odg} with its ten tables, all empty. */
    public static void createOdg(PostgresServer server) throws SQLException {
        create(server, ODG, "/sql/odg.sql");
    }

    /** Makes the database {@code timescale} with its three hypertables, all empty; plain PostgreSQL plays TimescaleDB. */
    public static void createTimescale(PostgresServer server) throws SQLException {
        create(server, TIMESCALE, "/sql/timescale.sql");
    }

    private static void create(PostgresServer server, String database, String schema) throws SQLException {
        // Several test classes may want it in a world that they share; the scripts can be run again.
        if (!server.hasDatabase(database)) {
            server.createDatabase(database);
        }
        server.runScript(database, schema);
        server.execute(database, "SET cdc.password = '" + CDC_PASSWORD + "';\n" + text("/sql/roles.sql"));
    }

    private static String text(String resource) {
        try (InputStream in = Sources.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
