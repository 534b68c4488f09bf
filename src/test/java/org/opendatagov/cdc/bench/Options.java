package org.opendatagov.cdc.bench;

import java.util.List;

/**
 * What the user asks for. It uses no other class of the project, because {@code bench/capture} runs it from source, before
 * the build.
 *
 * @param rounds how often each contender drains the backlog
 * @param events rows of the backlog
 * @param seconds how long the delay from commit to Kafka is measured, or 0 to leave that out
 * @param only names of the contenders that run; empty for all
 * @param profile whether the service records where its CPU goes
 */
record Options(int rounds, int events, int seconds, List<String> only, boolean profile) {
    static final String USAGE = """
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
            """;

    private static final int ROWS_A_TRANSACTION = 100;

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException with one sentence for the user
     */
    static Options parse(List<String> arguments) {
        int rounds = 3;
        int events = 1_000_000;
        int seconds = 30;
        List<String> only = List.of();
        boolean profile = false;
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (name.equals("--profile")) {
                profile = true;
                continue;
            }
            String value = i + 1 < arguments.size() ? arguments.get(++i) : "";
            switch (name) {
                case "--rounds" -> rounds = number(name, value, 1, 10);
                case "--events" -> events = number(name, value, 1_000, 10_000_000);
                case "--seconds" -> seconds = number(name, value, 0, 600);
                case "--only" -> only = List.of(value.split(",", -1));
                default ->
                    throw new IllegalArgumentException(
                            "bench/capture doesn't know '" + name + "'; bench/capture --help shows what it knows.");
            }
        }
        if (events % ROWS_A_TRANSACTION != 0) {
            throw new IllegalArgumentException("--events takes a multiple of " + ROWS_A_TRANSACTION
                    + ", the rows of a transaction, not " + events + ".");
        }
        return new Options(rounds, events, seconds, only, profile);
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

    /** Only checks the command line: exit code 0 when it can be used, otherwise 2 and one sentence. */
    public static void main(String[] arguments) {
        List<String> list = List.of(arguments);
        if (list.contains("--help") || list.contains("-h")) {
            System.out.print(USAGE);
            return;
        }
        try {
            parse(list);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }
}
