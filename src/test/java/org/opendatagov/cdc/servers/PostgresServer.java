package org.opendatagov.cdc.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/** PostgreSQL with logical decoding. Clients come over TCP with a password (SCRAM). */
public final class PostgresServer extends ServerProcess {
    /** The superuser. */
    public static final String SUPERUSER = "postgres";

    /** The superuser's password. */
    public static final String SUPERUSER_PASSWORD = "postgres-secret";

    /** PostgreSQL refuses to run as root; this is "nobody" on every Linux. */
    private static final String NOBODY = "65534";

    private final Map<String, String> settings = new LinkedHashMap<>(Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "wal_level", "logical",
            "max_replication_slots", "20",
            "max_wal_senders", "20",
            "fsync", "off",
            "timezone", "UTC"));
    private final PostgresServer primary;
    private final boolean follows;
    private Path binaries;
    private Certificate certificate;

    public PostgresServer(String name) {
        this(name, Map.of());
    }

    /** Settings of postgresql.conf go ahead of the ones that this class makes. */
    public PostgresServer(String name, Map<String, String> settings) {
        this(name, settings, null, false);
    }

    private PostgresServer(String name, Map<String, String> settings, PostgresServer primary, boolean follows) {
        super(name, 1);
        this.settings.putAll(settings);
        this.primary = primary;
        this.follows = follows;
    }

    /** A standby, which can only be read, of a server that runs; at its first start that one is restarted. */
    public static PostgresServer standbyOf(PostgresServer primary, String name) {
        return new PostgresServer(
                name,
                Map.of(
                        "hot_standby_feedback",
                        "on",
                        "wal_receiver_status_interval",
                        "1s",
                        "primary_conninfo",
                        "host=127.0.0.1 port=" + primary.port() + " user=" + SUPERUSER + " password="
                                + SUPERUSER_PASSWORD),
                primary,
                true);
    }

    /** What a snapshot of another server's disk comes to: its data as they are at the first start, when that one is restarted. */
    public static PostgresServer copyOf(PostgresServer other, String name) {
        return new PostgresServer(name, Map.of(), other, false);
    }

    /** Lets clients come by TLS; it shows them this certificate. */
    public PostgresServer tls(Certificate shown) {
        certificate = shown;
        return this;
    }

    /** Leaves a setting to postgresql.conf, where ALTER SYSTEM can change it; what this class sets goes ahead of that. */
    public PostgresServer leave(String setting) {
        settings.remove(setting);
        return this;
    }

    /** A new connection of the superuser. */
    public Connection connect(String database) throws SQLException {
        return connect(database, SUPERUSER, SUPERUSER_PASSWORD);
    }

    /** A new connection of any user. */
    public Connection connect(String database, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/" + database, properties);
    }

    public void createDatabase(String database) throws SQLException {
        execute("postgres", "CREATE DATABASE " + database);
    }

    /** Whether there is a database. */
    public boolean hasDatabase(String database) throws SQLException {
        try (Connection connection = connect("postgres");
                PreparedStatement query = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
            query.setString(1, database);
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    /** Runs statements as superuser. */
    public void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a file of statements from the class path as superuser, for instance {@code /sql/odg.sql}. */
    public void runScript(String database, String resource) throws SQLException {
        try (InputStream in = PostgresServer.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no " + resource + " on the class path");
            }
            execute(database, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that commits a transaction. */
    public interface Commit {
        void run() throws SQLException;
    }

    /**
     * Commits a transaction that the stream gets before other sessions see what it did: each commit waits meanwhile for a replica that
     * isn't there.
     */
    public void commitUnseen(Commit commit) throws SQLException {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        synchronousStandby("nobody");
        try {
            // The setting takes effect a moment after the server was told of it: when the commit of another session
            // waits.
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                if (waiting.stream().allMatch(CompletableFuture::isDone)) {
                    waiting.add(run(() -> execute("postgres", "SELECT pg_logical_emit_message(true, 'probe', '')")));
                }
                return commitsThatWait() > 0;
            });
            waiting.add(run(commit));
            await().atMost(Duration.ofSeconds(30)).until(() -> commitsThatWait() > 1);
        } finally {
            synchronousStandby("");
        }
        waiting.forEach(CompletableFuture::join);
    }

    private void synchronousStandby(String name) throws SQLException {
        execute("postgres", "ALTER SYSTEM SET synchronous_standby_names = '" + name + "'");
        execute("postgres", "SELECT pg_reload_conf()");
    }

    private long commitsThatWait() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static CompletableFuture<Void> run(Commit commit) {
        return CompletableFuture.runAsync(() -> {
            try {
                commit.run();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    void initialise() throws IOException {
        Artifacts artifacts = new Artifacts();
        Path cache = Folders.runByRoot() ? Folders.reachable() : Folders.cache();
        binaries = Unpacked.once(cache.resolve("postgres-" + artifacts.version("postgres")), folder -> {
            Path archive = folder.resolve("postgres.txz");
            Unpacked.entry(artifacts.file("postgres"), ".txz", archive);
            Unpacked.tarXz(archive, folder);
            Files.delete(archive);
        });
        if (primary != null) {
            copyPrimary();
            return;
        }
        Path password = Files.createTempFile(data(), "password", "");
        Files.writeString(password, SUPERUSER_PASSWORD);
        if (Folders.runByRoot()) {
            giveToNobody(password);
            giveToNobody(data());
        }
        ChildProcess.run(
                asOwner(List.of(
                        binaries.resolve("bin/initdb").toString(),
                        "--pgdata=" + cluster(),
                        "--username=" + SUPERUSER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync",
                        "--no-instructions")),
                data(),
                log());
        Files.delete(password);
        if (certificate != null) {
            settings.put("ssl", "on");
            settings.put("ssl_cert_file", own(certificate.certificate()));
            settings.put("ssl_key_file", own(certificate.key()));
        }
    }

    /** A copy that nobody but the server can read, which it insists on. */
    private String own(Path file) throws IOException {
        Path copy = Files.copy(file, data().resolve(file.getFileName()));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        if (Folders.runByRoot()) {
            giveToNobody(copy);
        }
        return copy.toString();
    }

    private void copyPrimary() throws IOException {
        if (Folders.runByRoot()) {
            giveToNobody(data());
        }
        primary.stop();
        // With its owner and rights, which PostgreSQL insists on.
        ChildProcess.run(
                List.of("cp", "-a", primary.cluster().toString(), cluster().toString()), data(), log());
        primary.start();
        if (!follows) {
            return;
        }
        Path signal = Files.createFile(cluster().resolve("standby.signal"));
        if (Folders.runByRoot()) {
            giveToNobody(signal);
        }
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(binaries.resolve("bin/postgres").toString());
        command.addAll(List.of("-D", cluster().toString(), "-c", "port=" + port()));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return asOwner(command);
    }

    @Override
    boolean answers() throws SQLException {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(5);
        }
    }

    /** A fast shutdown: clients are cut off. TERM would wait until they leave. */
    @Override
    String stopSignal() {
        return "INT";
    }

    /** An immediate shutdown: after a KILL a piece of the system's shared memory would stay behind. */
    @Override
    String closeSignal() {
        return "QUIT";
    }

    @Override
    Path data() {
        return Folders.runByRoot() ? Folders.reachable(name()) : super.data();
    }

    private Path cluster() {
        return data().resolve("cluster");
    }

    private static List<String> asOwner(List<String> command) {
        if (!Folders.runByRoot()) {
            return command;
        }
        List<String> dropped =
                new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
        dropped.addAll(command);
        return dropped;
    }

    private static void giveToNobody(Path path) throws IOException {
        Files.setOwner(
                path, FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY));
        if (Files.isDirectory(path)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
