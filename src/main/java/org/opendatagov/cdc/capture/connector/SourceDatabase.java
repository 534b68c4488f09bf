package org.opendatagov.cdc.capture.connector;

import java.security.cert.CertificateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.postgresql.Driver;
import org.postgresql.util.PSQLException;

/**
 * The database that a connector captures, for the service's own sessions: leadership, preflight, the hypertable catalog.
 *
 * @param settings the name before the settings that say where it is, {@code cdc.odg}, for messages
 * @param tls the settings of TLS that are set, by the names of libpq and of PostgreSQL's JDBC driver: {@code sslmode}, {@code
 *     sslrootcert}, {@code sslcert}, {@code sslkey}, {@code sslpassword}
 */
public record SourceDatabase(
        String settings, String host, int port, String name, String user, String password, Map<String, String> tls) {

    /** What the service's sessions are called. */
    static final String APPLICATION = "opendatagov-cdc";

    private static final List<String> TLS = List.of("sslmode", "sslrootcert", "sslcert", "sslkey", "sslpassword");

    /** A database that is reached with no settings of TLS but the mode. */
    public SourceDatabase(
            String settings, String host, int port, String name, String user, String password, String sslMode) {
        this(settings, host, port, name, user, password, Map.of("sslmode", sslMode));
    }

    public static SourceDatabase of(String settings, PostgresConnectorEmbeddedDebeziumConfiguration configuration) {
        return new SourceDatabase(
                settings,
                configuration.getDatabaseHostname(),
                configuration.getDatabasePort(),
                configuration.getDatabaseDbname(),
                configuration.getDatabaseUser(),
                configuration.getDatabasePassword(),
                tls(configuration));
    }

    private static Map<String, String> tls(PostgresConnectorEmbeddedDebeziumConfiguration configuration) {
        Map<String, String> tls = new HashMap<>();
        tls.put("sslmode", configuration.getDatabaseSslmode());
        tls.put("sslrootcert", configuration.getDatabaseSslrootcert());
        tls.put("sslcert", configuration.getDatabaseSslcert());
        tls.put("sslkey", configuration.getDatabaseSslkey());
        tls.put("sslpassword", configuration.getDatabaseSslpassword());
        tls.values().removeIf(Objects::isNull);
        return Map.copyOf(tls);
    }

    /** What Debezium has made by name gets its settings as properties: this is the way back. */
    public static SourceDatabase of(Map<?, ?> settings) {
        Map<String, String> tls = new HashMap<>();
        TLS.forEach(name -> tls.put(name, (String) settings.get(name)));
        tls.values().removeIf(Objects::isNull);
        return new SourceDatabase(
                (String) settings.get("settings"),
                (String) settings.get("hostname"),
                Integer.parseInt((String) settings.get("port")),
                (String) settings.get("dbname"),
                (String) settings.get("user"),
                (String) settings.get("password"),
                Map.copyOf(tls));
    }

    /** Puts what {@link #of(Map)} needs into properties. What isn't set is left out. */
    public void putInto(Properties properties, String prefix) {
        Map<String, String> values = new HashMap<>();
        values.put("settings", settings);
        values.put("hostname", host);
        values.put("port", String.valueOf(port));
        values.put("dbname", name);
        values.put("user", user);
        values.put("password", password);
        values.putAll(tls);
        values.values().removeIf(Objects::isNull);
        values.forEach((name, value) -> properties.setProperty(prefix + name, value));
    }

    /**
     * Opens a session that is given up when the server is silent for 30 seconds.
     *
     * @throws CaptureProblem when there is none to be had
     */
    public Connection connect() {
        return connect(Map.of());
    }

    /**
     * Opens a session that takes the commands of the replication protocol, {@code TIMELINE_HISTORY} say.
     *
     * @throws CaptureProblem when there is none to be had
     */
    public Connection connectForReplication() {
        return connect(Map.of("replication", "database", "assumeMinServerVersion", "13", "preferQueryMode", "simple"));
    }

    private Connection connect(Map<String, String> more) {
        require("host", host);
        require("database", name);
        require("user", user);
        require("password", password);
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        tls.forEach(properties::setProperty);
        properties.setProperty("ApplicationName", APPLICATION);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("tcpKeepAlive", "true");
        properties.putAll(more);
        try {
            return new Driver().connect("jdbc:postgresql://" + host + ":" + port + "/" + name, properties);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    private void require(String setting, String value) {
        if (value == null || value.isBlank()) {
            String property = settings + "." + setting;
            throw new CaptureProblem(property + " isn't set; set it, or the environment variable "
                    + property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
        }
    }

    /** What a failure of the database means to an operator. */
    public CaptureProblem problem(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String message = switch (state) {
            case "28P01", "28000" ->
                this + " refused user '" + user + "' (" + firstLine(e) + "); correct " + settings + ".user and "
                        + settings + ".password";
            case "3D000" -> this + " has no database '" + name + "'; correct " + settings + ".database";
            case "57P03" -> this + " is starting up or recovering (" + firstLine(e) + "); nothing to do but wait";
            case "55006" -> this + " still has what is needed in use (" + firstLine(e) + "); it passes with its user";
            case "53300" -> this + " has no connection left (" + firstLine(e) + "); raise max_connections";
            default ->
                isOfTls(e)
                        ? this + " can't be reached by TLS (" + firstLine(e) + "); correct " + settings
                                + ".sslmode, .sslrootcert, .sslcert and .sslkey"
                        : state.startsWith("08")
                                ? this + " can't be reached (" + firstLine(e) + "); start it, or correct " + settings
                                        + ".host and " + settings + ".port"
                                : this + " failed: " + firstLine(e);
        };
        return isPassing(state) && !isOfTls(e)
                ? new CaptureProblem.Passing(message, e)
                : new CaptureProblem(message, e);
    }

    /** A certificate that isn't trusted, say, which PostgreSQL's driver calls a connection that failed. */
    private static boolean isOfTls(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLHandshakeException || cause instanceof CertificateException) {
                return true;
            }
            if (cause instanceof PSQLException
                    && String.valueOf(cause.getMessage()).contains("SSL")) {
                // A file that can't be read, or a server that offers no TLS.
                return true;
            }
        }
        return false;
    }

    /** In use (55006), away (08), out of resources (53), ended or starting (57), or lost in a conflict (40). */
    private static boolean isPassing(String state) {
        return state.equals("55006")
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("40");
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }

    /** Where it is, without who and how. */
    @Override
    public String toString() {
        return "PostgreSQL at " + host + ":" + port + "/" + name;
    }
}
