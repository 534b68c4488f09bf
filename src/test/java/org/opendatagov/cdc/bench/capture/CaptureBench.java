package org.opendatagov.cdc.bench.capture;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.opendatagov.cdc.bench.Benchmark;
import org.opendatagov.cdc.bench.Options;

/** What {@code bench/capture} runs once the project is built. */
final class CaptureBench extends Benchmark {
    private final Options options;
    private final Workbench workbench = new Workbench();
    private final Report report = new Report();

    private CaptureBench(Options options, String arguments) {
        super("capture", arguments);
        this.options = options;
    }

    /** Ends with exit code 0 when every event came, and 1 when one was lost or something failed. */
    public static void main(String[] arguments) {
        Options options = Options.parse(Options.Program.CAPTURE, List.of(arguments));
        new CaptureBench(options, String.join(" ", arguments)).runAndExit();
    }

    @Override
    protected boolean run() throws SQLException, InterruptedException {
        Contenders contenders = new Contenders(workbench, options);
        say("Starting PostgreSQL and Kafka.");
        workbench.start();
        if (!contenders.draining().isEmpty()) {
            drain(contenders.draining());
        }
        if (options.seconds() > 0) {
            delay(contenders.delaying());
        }
        say("\n" + write(report.toMarkdown()));
        if (report.lost() > 0) {
            System.err.println("Events were lost: " + report.lost() + ".");
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        workbench.close();
    }

    private void drain(List<Contender> contenders) throws SQLException {
        List<Drain> drains = new ArrayList<>();
        for (int round = 1; round <= options.rounds(); round++) {
            List<Contender> order = new ArrayList<>(contenders);
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
            write(report.toMarkdown());
            say(String.format(
                    Locale.ROOT,
                    "%s: %,.0f events/s, %.1f µs of CPU an event, %d lost",
                    result.contender().title(),
                    result.rate(),
                    result.captureCpu(),
                    result.lost()));
        }
    }

    private void delay(List<Contender> contenders) throws SQLException, InterruptedException {
        long firstRow = options.events();
        for (Contender contender : contenders) {
            for (OptionalInt pollMillis : Contenders.pollIntervals()) {
                DelayResult result = new DelayRun(workbench, contender, pollMillis, firstRow, options.seconds()).run();
                firstRow += DelayRun.rows(options.seconds());
                report.add(result);
                write(report.toMarkdown());
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
}
