package org.opendatagov.cdc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Where servers keep their files: under {@code target/servers}, or where another user can reach them. */
final class Folders {
    private static final Path SERVERS = Path.of("target", "servers").toAbsolutePath();

    private Folders() {}

    /** The folder of one server: its log, its settings, and as a rule its data. */
    static Path of(String server) {
        return SERVERS.resolve(server);
    }

    /** What is unpacked once and kept. */
    static Path cache() {
        return SERVERS.resolve("cache");
    }

    /**
     * A cache and a data folder that the user "nobody" can reach, though the checkout may lie where only root can enter.
     * It belongs to root: were it another's, he could put his own binaries there.
     */
    static Path reachable() {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "opendatagov-cdc-root");
        try {
            Files.createDirectories(folder);
            if (uid(folder) != 0) {
                throw new IllegalStateException(folder + " belongs to another user: remove it");
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A data folder under {@link #reachable()} that two checkouts never share. */
    static Path reachable(String server) {
        UUID checkout = UUID.nameUUIDFromBytes(SERVERS.toString().getBytes(StandardCharsets.UTF_8));
        return reachable().resolve(checkout + "-" + server);
    }

    static boolean runByRoot() {
        return uid(Path.of("/proc/self")) == 0;
    }

    static void delete(Path folder) {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int uid(Path path) {
        try {
            return (int) Files.getAttribute(path, "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
