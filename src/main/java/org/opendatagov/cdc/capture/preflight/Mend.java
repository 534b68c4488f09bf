package org.opendatagov.cdc.capture.preflight;

import java.util.List;

/**
 * What mends a finding.
 *
 * @param words what to do, for a sentence
 * @param sql the statements in it, if any
 */
record Mend(String words, List<String> sql) {

    static final Mend NONE = words(null);

    static Mend words(String words) {
        return new Mend(words, List.of());
    }

    /** Statements to run. */
    static Mend run(String... statements) {
        return runAs("", statements);
    }

    /** Statements to run by somebody: {@code as owner of the tables}. */
    static Mend runAs(String whom, String... statements) {
        return new Mend(
                "run " + (whom.isEmpty() ? "" : whom + " ") + String.join("; ", statements), List.of(statements));
    }

    /** This, and something more that SQL can't do. */
    Mend and(String more) {
        return new Mend(words + more, sql);
    }
}
