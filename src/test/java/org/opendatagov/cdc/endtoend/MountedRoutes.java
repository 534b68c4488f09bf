package org.opendatagov.cdc.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder of route files as Kubernetes mounts a ConfigMap: each file is a link by way of {@code ..data}, itself a link, which is
 * exchanged when the ConfigMap has changed. The files themselves are never written to.
 */
public final class MountedRoutes {

    private static final String DATA = "..data";

    private final Path folder;
    private final Map<String, String> files = new TreeMap<>();

    /** An empty folder of this name among those of the servers. */
    public MountedRoutes(String name) {
        folder = Path.of("target", "servers", name).toAbsolutePath();
        try {
            Files.createDirectories(folder);
            try (Stream<Path> left = Files.list(folder)) {
                for (Path file : left.filter(Predicate.not(Files::isDirectory)).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String path() {
        return folder.toString();
    }

    public void put(String file, String text) {
        files.put(file, text);
        exchange();
    }

    void remove(String file) {
        files.remove(file);
        exchange();
    }

    private void exchange() {
        try {
            Path data = Files.createDirectory(folder.resolve(".." + UUID.randomUUID()));
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(data.resolve(file.getKey()), file.getValue());
            }
            Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), data.getFileName());
            Files.move(link, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            for (String file : files.keySet()) {
                if (!Files.isSymbolicLink(folder.resolve(file))) {
                    Files.createSymbolicLink(folder.resolve(file), Path.of(DATA, file));
                }
            }
            try (Stream<Path> links = Files.list(folder)) {
                for (Path stale : links.filter(file -> !Files.exists(file)).toList()) {
                    Files.delete(stale);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
