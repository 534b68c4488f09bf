package org.opendatagov.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What {@code bench/capture} runs once the project is built. */
final class Bench {
    private final Options options;
    private final Workbench workbench;
    private final String arguments;
    private final Contenders contenders;
    private final Report report = new Report();

    private Bench(Options options, Workbench workbench, String arguments) {
        this.arguments = arguments;
        this.options = options;
        this.workbench = workbench;
        this.contenders = new Contenders(workbench, options);
    }

    /** Ends with exit code 0 when every event came, and 1 when one was lost or something failed. */
    public static void main(String[] arguments) throws IOException {
        Options options = Options.parse(List.of(arguments));
        Files.createDirectories(Workbench.FOLDER);
        logToFile();
        int exitCode = 1;
        try (Workbench workbench = new Workbench()) {
            Runtime.getRuntime().addShutdownHook(new Thread(workbench::close, "end"));
            exitCode = new Bench(options, workbench, String.join(" ", arguments)).run();
        } catch (SQLException | IOException | RuntimeException e) {
            Logger.getLogger("bench").log(Level.SEVERE, "The benchmark failed", e);
            System.err.println("The benchmark failed. " + (e.getMessage() == null ? e : e.getMessage()));
        } catch (InterruptedException e) {
            System.err.println("The benchmark was interrupted.");
        }
        System.exit(exitCode);
    }

    private int run() throws SQLException, InterruptedException, IOException {
        say("Starting PostgreSQL and Kafka.");
        workbench.start();
        if (!contenders.draining().isEmpty()) {
            drain();
        }
        if (options.seconds() > 0) {
            delay();
        }
        System.out.println();
        System.out.println(text());
        if (report.lost() > 0) {
            System.err.println("Events were lost: " + report.lost() + ".");
            return 1;
        }
        return 0;
    }

    private void drain() throws SQLException, IOException {
        List<Drain> drains = new ArrayList<>();
        for (int round = 1; round <= options.rounds(); round++) {
            List<Contender> order = new ArrayList<>(contenders.draining());
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (Contender contender : order) {
                drains.add(new Drain(workbench, contender, round, options.events()));
            }
        }
        for (Drain drain : drains) {
            drain.prepare();
        }
        say("Writing %,d rows.".formatted(options.events()));
        workbench.source().writeBacklog(options.events());
        say("A row has %d bytes.".formatted(workbench.source().rowBytes()));
        for (Drain drain : drains) {
            DrainResult result = drain.run();
            report.add(result);
            write();
            say(String.format(
                    Locale.ROOT,
                    "%s: %,.0f events/s, %.1f µs of CPU an event, %d lost",
                    result.contender().title(),
                    result.rate(),
                    result.captureCpu(),
                    result.lost()));
        }
    }

    private void delay() throws SQLException, InterruptedException, IOException {
        long firstRow = options.events();
        for (Contender contender : contenders.delaying()) {
            for (OptionalInt pollMillis : Contenders.pollIntervals()) {
                DelayResult result = new DelayRun(workbench, contender, pollMillis, firstRow, options.seconds()).run();
                firstRow += DelayRun.rows(options.seconds());
                report.add(result);
                write();
                say(String.format(
                        Locale.ROOT,
                        "%s: commit to Kafka %.1f ms (p99 %.1f ms), %d lost",
                        contender.title(),
                        result.median(),
                        result.p99(),
                        result.lost()));
            }
        }
    }

    /** Written after each run, so that a run that fails takes no other's result with it. */
    private void write() throws IOException {
        Files.writeString(Workbench.FOLDER.resolve("capture.md"), text());
    }

    private String text() throws IOException {
        return "Measured on %s: %s.%n%n```sh%nbench/capture %s%n```%n%n%s"
                .formatted(LocalDate.now(ZoneOffset.UTC), Machine.shape(), arguments, report.toMarkdown());
    }

    private static void say(String text) {
        System.out.println(text);
    }

    private static void logToFile() throws IOException {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        FileHandler file = new FileHandler(Workbench.FOLDER.resolve("bench.log").toString());
        file.setFormatter(new SimpleFormatter());
        root.addHandler(file);
        root.setLevel(Level.WARNING);
    }
}
