package org.opendatagov.cdc.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * A route file as it was read.
 *
 * @param name the name by which a file of the folder replaces a built-in one
 * @param location where it is, with Camel's scheme {@code file:} or {@code classpath:}
 */
record RouteFile(String name, String location, String text) {

    private static final String FILE = "file:";

    static RouteFile read(Path file) throws IOException {
        return new RouteFile(file.getFileName().toString(), FILE + file, Files.readString(file));
    }

    /** The same text for Camel, whatever becomes of the file meanwhile. */
    Resource resource() {
        return ResourceHelper.fromString(location, text);
    }

    /** How messages call it. */
    String shown() {
        return location.startsWith(FILE) ? location.substring(FILE.length()) : location;
    }

    RouteProblem problem(int line, String reason) {
        return new RouteProblem(shown(), line, reason);
    }

    /** What a failure says of this file; it happened at a line, or near it, or at 0. */
    RouteProblem problem(int line, Throwable failure) {
        Reason reason = Reason.of(failure);
        int near = reason.line() == 0 ? line : reason.line();
        return problem(reason.key() == null ? near : lineOf(reason.key(), near), reason.sentence());
    }

    /** The line nearest to another one that has a key, or that other one when there is none. */
    int lineOf(String key, int near) {
        String[] lines = text.split("\n", -1);
        int nearest = near;
        int distance = Integer.MAX_VALUE;
        for (int i = 0; i < lines.length; i++) {
            if (hasKey(lines[i], key) && Math.abs(i + 1 - near) < distance) {
                nearest = i + 1;
                distance = Math.abs(nearest - near);
            }
        }
        return nearest;
    }

    private static boolean hasKey(String line, String key) {
        return line.strip()
                .replaceFirst("^(- +)+", "")
                .replaceAll("^[\"']|[\"'](?= *:)", "")
                .startsWith(key + ":");
    }
}
