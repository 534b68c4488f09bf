package org.opendatagov.cdc.bench.deliver;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.opendatagov.cdc.bench.Benchmark;
import org.opendatagov.cdc.bench.Options;

/** What {@code bench/deliver} runs once the project is built. */
final class DeliverBench extends Benchmark {
    /** So many times the events that are measured are delivered before them: until Java has compiled what is busy. */
    private static final int WARM_UP = 3;

    private final Options options;
    private final Workbench workbench = new Workbench();
    private final Report report = new Report();

    private DeliverBench(Options options, String arguments) {
        super("deliver", arguments);
        this.options = options;
    }

    /** Ends with exit code 0 when each sink equalled the tables after each run, and 1 when one didn't or something failed. */
    public static void main(String[] arguments) {
        Options options = Options.parse(Options.Program.DELIVER, List.of(arguments));
        new DeliverBench(options, String.join(" ", arguments)).runAndExit();
    }

    @Override
    protected boolean run() throws SQLException {
        Backlog backlog = new Backlog(workbench, (WARM_UP + 1) * options.events());
        Contenders contenders = new Contenders(workbench, backlog, options);
        say("Starting PostgreSQL, Kafka, Redis and Elasticsearch.");
        workbench.start();
        say("Making %,d changes, and capturing them.".formatted(backlog.size()));
        backlog.fill();
        say("An event has %d bytes.".formatted(backlog.eventBytes()));
        for (Contender service : contenders.services()) {
            say("Warming " + service.sink().title() + " up.");
            new Run(workbench, service, service.name() + "-warm-up", backlog.size(), options.events()).run();
        }
        for (int round = 1; round <= options.rounds(); round++) {
            List<Contender> order = new ArrayList<>(contenders.all());
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (Contender contender : order) {
                run(contender, round, backlog);
            }
        }
        say("\n" + write(report.toMarkdown()));
        if (report.differences() > 0) {
            System.err.println("Rows that weren't in a sink as in their table: " + report.differences() + ".");
            return false;
        }
        return true;
    }

    private void run(Contender contender, int round, Backlog backlog) {
        Result result =
                new Run(workbench, contender, contender.name() + "-" + round, backlog.size(), options.events()).run();
        report.add(result);
        write(report.toMarkdown());
        say(String.format(
                Locale.ROOT,
                "%s, %s: %,.0f events/s, %d differences",
                contender.sink().title(),
                contender.title(),
                result.rate(),
                result.differences()));
    }

    @Override
    public void close() {
        workbench.close();
    }
}
