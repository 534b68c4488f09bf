package org.opendatagov.cdc.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What the user asks for. It uses no other class of the project, because the scripts under {@code bench/} run it from source,
 * before the build.
 *
 * @param rounds how often each contender runs
 * @param events changes of the backlog
 * @param seconds how long the delay from commit to Kafka is measured, or 0 to leave that out
 * @param only names of the contenders that run; empty for all
 * @param profile whether the service records where its CPU goes
 */
public record Options(int rounds, int events, int seconds, List<String> only, boolean profile) {

    /** A benchmark, as it is called under {@code bench/}. */
    public enum Program {
        CAPTURE("capture", 1_000_000, 10_000_000, 30, """
            Usage: bench/capture [--rounds N] [--events N] [--seconds N] [--only NAMES] [--profile]

            Builds the service, starts PostgreSQL and Kafka, and lets this service and Kafka Connect drain the same
            WAL in turn. Prints a table in Markdown and writes it to target/bench/capture.md. Ends with exit code 1
            when a contender lost an event.

              --rounds N    how often each of them drains the backlog, 3 by default
              --events N    rows of the backlog, 1000000 by default
              --seconds N   how long the delay is measured at 100 changes a second, 30 by default, 0 to leave it out
              --only NAMES  some contenders only, separated by commas, for instance service,connect-tuned
              --profile     the service's drains are recorded by Java's Flight Recorder, target/bench/<run>.jfr
              --help        this text

            It needs a JDK of 17 or later and Maven of 3.8.7 or later, and a machine that does nothing else.
            """),
        SNAPSHOT("snapshot", 300_000, 10_000_000, 0, """
            Usage: bench/snapshot [--rounds N] [--events N] [--only NAMES] [--profile]

            Builds the service, starts PostgreSQL and Kafka, and lets this service read the same number of rows in its first
            snapshot: from one table, and from 300 tables by one to four threads. Prints a table in Markdown and writes it
            to target/bench/snapshot.md. Ends with exit code 1 when a row was lost.

              --rounds N    how often each of them runs, 3 by default
              --events N    rows in all, 300000 by default
              --only NAMES  some contenders only, separated by commas, for instance one-table,tables-4
              --profile     the service's runs are recorded by Java's Flight Recorder, target/bench/<run>.jfr
              --help        this text

            It needs a JDK of 17 or later and Maven of 3.8.7 or later, and a machine that does nothing else.
            """),
        DELIVER("deliver", 200_000, 500_000, 0, """
            Usage: bench/deliver [--rounds N] [--events N] [--only NAMES] [--profile]

            Builds the service, starts PostgreSQL, Kafka, Redis and Elasticsearch, and lets this service deliver the same
            events from Kafka to the two sinks, in turn with clients that write the same rows as fast as the sinks take
            them. Prints a table in Markdown and writes it to target/bench/deliver.md. Ends with exit code 1 when a
            sink didn't equal the tables afterwards.

              --rounds N    how often each of them runs, 3 by default
              --events N    events that are measured, 200000 by default; three times as many before them warm all up
              --only NAMES  some contenders only, separated by commas, for instance cache,cache-limit
              --profile     the service's runs are recorded by Java's Flight Recorder, target/bench/<run>.jfr
              --help        this text

            It needs a JDK of 17 or later and Maven of 3.8.7 or later, and a machine that does nothing else.
            """);

        private final String name;
        private final int events;
        private final int mostEvents;
        private final int seconds;
        private final String usage;

        Program(String name, int events, int mostEvents, int seconds, String usage) {
            this.name = name;
            this.events = events;
            this.mostEvents = mostEvents;
            this.seconds = seconds;
            this.usage = usage;
        }

        static Program of(String name) {
            return Arrays.stream(values())
                    .filter(program -> program.name.equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public String toString() {
            return "bench/" + name;
        }
    }

    private static final int CHANGES_A_TRANSACTION = 100;

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException with one sentence for the user
     */
    public static Options parse(Program program, List<String> arguments) {
        int rounds = 3;
        int events = program.events;
        int seconds = program.seconds;
        List<String> only = List.of();
        boolean profile = false;
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (name.equals("--profile")) {
                profile = true;
                continue;
            }
            if (program.seconds == 0 && name.equals("--seconds")) {
                throw unknown(program, name);
            }
            String value = i + 1 < arguments.size() ? arguments.get(++i) : "";
            switch (name) {
                case "--rounds" -> rounds = number(name, value, 1, 10);
                case "--events" -> events = number(name, value, 1_000, program.mostEvents);
                case "--seconds" -> seconds = number(name, value, 0, 600);
                case "--only" -> only = List.of(value.split(",", -1));
                default -> throw unknown(program, name);
            }
        }
        if (events % CHANGES_A_TRANSACTION != 0) {
            throw new IllegalArgumentException("--events takes a multiple of " + CHANGES_A_TRANSACTION
                    + ", the changes of a transaction, not " + events + ".");
        }
        return new Options(rounds, events, seconds, only, profile);
    }

    private static IllegalArgumentException unknown(Program program, String argument) {
        return new IllegalArgumentException(
                "%1$s doesn't know '%2$s'; %1$s --help shows what it knows.".formatted(program, argument));
    }

    private static int number(String name, String value, int lowest, int highest) {
        try {
            int number = Integer.parseInt(value);
            if (number >= lowest && number <= highest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "%s takes a whole number from %d to %d, not '%s'.".formatted(name, lowest, highest, value));
    }

    /**
     * Only checks the command line, behind the name of the benchmark: exit code 0 when it can be used, otherwise 2 and one
     * sentence.
     */
    public static void main(String[] arguments) {
        Program program = Program.of(arguments[0]);
        List<String> list = List.of(arguments).subList(1, arguments.length);
        if (list.contains("--help") || list.contains("-h")) {
            System.out.print(program.usage);
            return;
        }
        try {
            parse(program, list);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }
}
