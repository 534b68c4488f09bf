package org.opendatagov.cdc.bench.capture;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.opendatagov.cdc.bench.Benchmark;
import org.opendatagov.cdc.bench.Options;
import org.opendatagov.cdc.servers.PostgresServer;

/** What {@code bench/snapshot} runs once the project is built. */
final class SnapshotBench extends Benchmark {

    private static final int TABLES = 300;
    private static final String MANY = "public.many_";

    private final Options options;
    private final Workbench workbench = new Workbench();
    private final Report report = new Report();

    private SnapshotBench(Options options, String arguments) {
        super("snapshot", arguments);
        this.options = options;
    }

    /** Ends with exit code 0 when every row came, and 1 when one was lost or something failed. */
    public static void main(String[] arguments) {
        Options options = Options.parse(Options.Program.SNAPSHOT, List.of(arguments));
        new SnapshotBench(options, String.join(" ", arguments)).runAndExit();
    }

    /** A contender with the tables that it reads. */
    private record Reading(ServiceContender contender, List<String> tables) {}

    @Override
    protected boolean run() throws SQLException {
        say("Starting PostgreSQL and Kafka.");
        workbench.start();
        int each = options.events() / TABLES;
        int rows = each * TABLES;
        say("Writing %,d rows, once in one table and once in %d.".formatted(rows, TABLES));
        write(each);
        for (int round = 1; round <= options.rounds(); round++) {
            List<Reading> order = new ArrayList<>(readings());
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (Reading reading : order) {
                DrainResult result = new Drain(workbench, reading.contender(), round, rows, reading.tables()).run();
                report.add(result);
                write(report.toMarkdown());
                say(String.format(
                        Locale.ROOT,
                        "%s: %,.0f rows/s, %.1f µs of CPU a row, %d lost, %d repeated",
                        result.contender().title(),
                        result.rate(),
                        result.captureCpu(),
                        result.lost(),
                        result.repeated()));
            }
        }
        say("\n" + write(report.toMarkdown()));
        return report.lost() == 0;
    }

    private void write(int each) throws SQLException {
        PostgresServer postgres = workbench.postgres();
        workbench.source().writeBacklog(each * TABLES);
        postgres.execute(Source.DATABASE, """
                DO $$ BEGIN
                  FOR t IN 0 .. %d LOOP
                    EXECUTE format('CREATE TABLE many_%%s (LIKE events INCLUDING ALL)', t);
                    EXECUTE format('INSERT INTO many_%%s SELECT * FROM events ORDER BY id OFFSET %%s LIMIT %d', t, t * %2$d);
                  END LOOP;
                END $$""".formatted(TABLES - 1, each));
        postgres.execute(Source.DATABASE, "CREATE PUBLICATION many FOR TABLES IN SCHEMA public; ANALYZE");
    }

    private List<Reading> readings() {
        List<String> many = IntStream.range(0, TABLES).mapToObj(i -> MANY + i).toList();
        List<Reading> all = new ArrayList<>();
        all.add(new Reading(contender("one-table", "one table", Source.TABLE, 1), List.of(Source.TABLE)));
        for (int threads : List.of(1, 2, 4)) {
            all.add(new Reading(
                    contender(
                            "tables-" + threads,
                            TABLES + " tables, " + threads + (threads == 1 ? " thread" : " threads"),
                            MANY + ".*",
                            threads),
                    many));
        }
        return all.stream()
                .filter(reading -> options.only().isEmpty()
                        || options.only().contains(reading.contender().name()))
                .toList();
    }

    private ServiceContender contender(String name, String title, String tables, int threads) {
        return new ServiceContender(
                name,
                title,
                workbench,
                Map.of(
                        "tableIncludeList",
                        tables,
                        "publicationName",
                        "many",
                        "snapshotMode",
                        "initial",
                        "topicPartitions",
                        1,
                        "snapshotMaxThreads",
                        threads),
                options.profile());
    }

    @Override
    public void close() {
        workbench.close();
    }
}
