package org.opendatagov.cdc.sandbox;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the user asks for. It uses no other class of the project, because {@code ./sandbox} runs it from source, before the build.
 *
 * @param seconds how long the workload runs before the verdict, or 0 until Ctrl-C
 * @param rate changes a second
 * @param seed makes the same series of changes again
 */
record Options(int seconds, int rate, long seed) {
    static final String USAGE = """
            Usage: ./sandbox [--seconds N] [--rate R] [--seed S]

            Builds the service, starts PostgreSQL, Kafka, Redis, Elasticsearch and the packaged service,
            changes rows of all thirteen tables and shows what arrives where, until Ctrl-C.

              --seconds N  stop the workload after N seconds, wait until everything has arrived, compare every
                           row with Redis and Elasticsearch, and end with exit code 0 when nothing differs
              --rate R     changes a second, 200 by default
              --seed S     the series of changes, random by default
              --help       this text

            It needs a JDK of 17 or later and Maven of 3.8.7 or later. Logs are in target/sandbox.
            """;

    /** Entries in Redis expire after an hour; after that they could not be compared any more. */
    private static final int LONGEST = 3_000;

    private static final int FASTEST = 20_000;

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException with one sentence for the user
     */
    static Options parse(List<String> arguments) {
        int seconds = 0;
        int rate = 200;
        long seed = ThreadLocalRandom.current().nextInt(1_000_000);
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            switch (name) {
                case "--seconds" -> seconds = (int) number(name, value, 1, LONGEST);
                case "--rate" -> rate = (int) number(name, value, 1, FASTEST);
                case "--seed" -> seed = number(name, value, 0, Long.MAX_VALUE);
                default ->
                    throw new IllegalArgumentException(
                            "./sandbox doesn't know '" + name + "'; ./sandbox --help shows what it knows.");
            }
        }
        return new Options(seconds, rate, seed);
    }

    boolean isBounded() {
        return seconds > 0;
    }

    private static long number(String name, String value, long lowest, long highest) {
        try {
            long number = Long.parseLong(value);
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
