package org.opendatagov.cdc.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a program with a client of Kafka Connect that others wrote, on the libraries that it was built with and not on this project's. */
public final class ConnectClientProcess {

    private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

    private ConnectClientProcess() {}

    /** Runs a program to its end, which has to be a good one within two minutes, and gives back the lines that it printed. */
    public static List<String> run(String name, Class<?> program, String... arguments) {
        String classPath = Stream.concat(
                        Stream.of(TEST_CLASSES),
                        new Artifacts().classPath("kafka.connect.client", "kafka.log").stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(ChildProcess.java(), "-cp", classPath, program.getName()));
        command.addAll(List.of(arguments));
        Path folder = Folders.of(name);
        Path log = folder.resolve(name + ".log");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(log);
            ChildProcess.run(command, folder, log);
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
