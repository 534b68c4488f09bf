package org.opendatagov.cdc.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** A benchmark as a program. What its libraries log goes to a file. */
public abstract class Benchmark implements AutoCloseable {
    /** What benchmarks write. */
    public static final Path FOLDER = Path.of("target", "bench");

    private final String name;
    private final String arguments;

    /**
     * Prepares a benchmark; nothing is started yet.
     *
     * @param name what it is called under {@code bench/}
     * @param arguments the command line, for the report
     */
    protected Benchmark(String name, String arguments) {
        this.name = name;
        this.arguments = arguments;
    }

    /** Runs it and ends this JVM, with exit code 0 when nothing was lost, and 1 when something was, or failed. */
    protected final void runAndExit() {
        int exitCode = 1;
        try (this) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end"));
            Files.createDirectories(FOLDER);
            logToFile();
            exitCode = run() ? 0 : 1;
        } catch (SQLException | IOException | RuntimeException e) {
            Logger.getLogger("bench").log(Level.SEVERE, "The benchmark failed", e);
            System.err.println("The benchmark failed. " + (e.getMessage() == null ? e : e.getMessage()));
        } catch (InterruptedException e) {
            System.err.println("The benchmark was interrupted.");
        }
        System.exit(exitCode);
    }

    /** Measures everything; false when something was lost. */
    protected abstract boolean run() throws SQLException, IOException, InterruptedException;

    /** Ends what it has started. Called more than once, by several threads. */
    @Override
    public abstract void close();

    /** Writes the report, and says all of it. After each run, so that one that fails takes no other's result with it. */
    protected final String write(String tables) {
        try {
            String report = "Measured on %s: %s.%n%n```sh%nbench/%s %s%n```%n%n%s"
                    .formatted(LocalDate.now(ZoneOffset.UTC), Machine.shape(), name, arguments, tables);
            Files.writeString(FOLDER.resolve(name + ".md"), report);
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    protected static void say(String text) {
        System.out.println(text);
    }

    private void logToFile() throws IOException {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        FileHandler file = new FileHandler(FOLDER.resolve(name + ".log").toString());
        file.setFormatter(new SimpleFormatter());
        root.addHandler(file);
        root.setLevel(Level.WARNING);
    }
}
