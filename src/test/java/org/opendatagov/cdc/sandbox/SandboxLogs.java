package org.opendatagov.cdc.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.opendatagov.cdc.servers.ServerProcess;

/** The folder {@code target/sandbox}: the sandbox's own log, and links to those of the servers and the service. */
final class SandboxLogs {
    static final Path FOLDER = Path.of("target", "sandbox");

    private SandboxLogs() {}

    /** Sends what libraries log to a file, as the terminal belongs to the board. */
    static void begin() throws IOException {
        Files.createDirectories(FOLDER);
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        FileHandler file = new FileHandler(FOLDER.resolve("sandbox.log").toString());
        file.setFormatter(new SimpleFormatter());
        root.addHandler(file);
        root.setLevel(Level.WARNING);
    }

    /** Links the logs of the service and of the servers into the folder. */
    static void link(Path service, Servers servers) throws IOException {
        link(service);
        for (ServerProcess server :
                List.of(servers.postgres(), servers.kafka(), servers.redis(), servers.elasticsearch())) {
            link(server.log());
        }
    }

    private static void link(Path log) throws IOException {
        Path link = FOLDER.resolve(log.getFileName());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, FOLDER.toAbsolutePath().relativize(log.toAbsolutePath()));
    }

    /** Keeps what went wrong with its stack trace. */
    static void note(Exception failure) {
        Logger.getLogger("sandbox").log(Level.SEVERE, "The sandbox failed", failure);
    }
}
