package org.opendatagov.cdc.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opendatagov.cdc.servers.HttpReceiver;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.SharedFixture;

/**
 * The world in which nothing is ever stopped: started for the first test class that asks for it, ended with the JVM's last
 * test. It has rows from before the service's start, tables more than the built-in routes capture, and workflow endpoints.
 */
final class SharedWorld extends World {

    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    final HttpReceiver receiver = new HttpReceiver();
    final MountedRoutes routes = routes();

    /** What the service has logged until it was ready, with rows to capture and to deliver. */
    final String logOfTheStart;

    private SharedWorld() throws Exception {
        super("shared");
        try {
            receiver.start();
            startServers();
            postgres.runScript(odg.name(), "/endtoend/types.sql");
            try (Connection connection = postgres.connect(odg.name())) {
                TypeSamples.create(connection);
            }
            postgres.runScript(odg.name(), "/endtoend/odd_tables.sql");
            EarlierRows.insert(this);
            startService(environment());
            logOfTheStart = Files.readString(service().log());
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    @Override
    ServiceEnvironment environment() {
        return Caller.users(super.environment())
                .with("CDC_ROUTES_FOLDER", routes.path())
                .notify("governance-decision", receiver.url("/decisions"), SECRET)
                .notify("pipeline-failed", receiver.url("/failures?team=data"), SECRET)
                .notify("model-card", receiver.url("/cards"), SECRET)
                .notify("pipeline-recovered", receiver.url("/recoveries"), SECRET);
    }

    @Override
    public void close() {
        try (receiver) {
            super.close();
        }
    }

    /** Two route files: a built-in one with tables more, and the one that docs/notifications.md adds. */
    private static MountedRoutes routes() {
        MountedRoutes routes = new MountedRoutes("shared-routes");
        routes.put(
                "capture-odg.yaml",
                RouteFilesIT.builtIn("capture-odg.yaml")
                        .replace("public.data_contracts", "public.data_contracts," + tables()));
        String documented = read(Path.of("docs", "notifications.md"));
        routes.put(
                "notify-pipeline-recovered.yaml",
                documented.substring(documented.indexOf("- route:"), documented.indexOf("```\n\nand say")));
        return routes;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tables() {
        return Stream.concat(Stream.of("public." + TypeSamples.TABLE), OddTablesIT.TABLES.stream())
                .map(table -> "\n          " + table)
                .collect(Collectors.joining(","));
    }

    /** Gives a test class the one shared world. */
    static final class Provider extends SharedFixture<SharedWorld> {
        Provider() {
            super(SharedWorld.class, SharedWorld::new);
        }
    }
}
