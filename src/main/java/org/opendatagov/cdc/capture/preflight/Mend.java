package org.opendatagov.cdc.capture.preflight;

import java.util.List;

/**
 * What mends a finding.
 *
 * @param words what to do, for a sentence
 * @param sql the statements in it, if any
 * @param commands the commands of Kafka's tools in it, if any
 */
record Mend(String words, List<String> sql, List<String> commands) {

    static final Mend NONE = words(null);

    Mend(String words, List<String> sql) {
        this(words, sql, List.of());
    }

    static Mend words(String words) {
        return new Mend(words, List.of(), List.of());
    }

    /** Statements to run. */
    static Mend run(String... statements) {
        return runAs("", statements);
    }

    /** Statements to run by somebody: {@code as owner of the tables}. */
    static Mend runAs(String whom, String... statements) {
        return new Mend(
                "run " + (whom.isEmpty() ? "" : whom + " ") + String.join("; ", statements),
                List.of(statements),
                List.of());
    }

    /** Commands of Kafka's tools, after words that lead to them. */
    static Mend tools(String words, List<String> commands) {
        return new Mend(words + String.join("; ", commands), List.of(), commands);
    }

    /** This, and something more that SQL can't do. */
    Mend and(String more) {
        return new Mend(words + more, sql, commands);
    }
}
