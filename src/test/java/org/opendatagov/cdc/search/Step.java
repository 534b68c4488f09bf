package org.opendatagov.cdc.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * One step of a round; a line of text as {@link #toString} writes it.
 *
 * @param session the database session that runs it, from 0; of no meaning to other steps
 * @param target the table as SQL names it, or what is killed; empty where there is none. It has no vertical bar
 * @param text a statement, a call or a number; no line breaks
 */
record Step(Verb verb, int session, String target, String text) {

    private static final String COMMENT = "#";

    /** What a step does. */
    enum Verb {
        /** Runs a statement that makes no events, such as CREATE TABLE. */
        DEFINE,
        /** Runs an INSERT, UPDATE, DELETE or MERGE of one table, which can take a RETURNING; {@code :ver} is a new version. */
        CHANGE,
        /** Runs such a statement many times, each as a transaction: how often, and the statement, in which {@code :i} is the time. */
        BURST,
        /** The same for a statement without RETURNING that only adds rows; what it added is found by its version. */
        LOAD,
        /** Alters a table whose rows may be written as they are then by a snapshot. */
        ALTER,
        BEGIN,
        COMMIT,
        ROLLBACK,
        SAVEPOINT,
        /** Rolls back to the last savepoint. */
        UNDO,
        /** Prepares the session's transaction under the name that the text says. */
        PREPARE,
        /** Ends a prepared transaction: {@code commit <name>} or {@code rollback <name>}. */
        FINISH,
        /** Posts the round's connector; the text is a JSON object of options. */
        START,
        /** Waits until the connector streams. */
        STREAMING,
        /** Calls the REST surface: method, path and body. {@code {name}} is the connector, {@code {schema}} the tables' schema. */
        CALL,
        /** Kills a server or the service after some milliseconds and starts it again, while further steps run. */
        KILL,
        /** Ends the service in good order and starts it again, or stops a server's clock for some milliseconds, while further steps run. */
        DISTURB,
        /** At the end of the round has the service itself compare all tables with the sink of the flow that the text says. */
        VERIFY,
        /** Drops a table and makes it anew, with the same key. */
        REPLACE,
        /** Lets some milliseconds pass. */
        PAUSE
    }

    static Step of(Verb verb, String text) {
        return new Step(verb, 0, "", text);
    }

    static Step of(Verb verb, int session) {
        return new Step(verb, session, "", "");
    }

    /** Reads what {@link #toString} wrote. */
    static Step parse(String line) {
        String[] parts = line.split(" \\| ", 4);
        return new Step(
                Verb.valueOf(parts[0].strip().toUpperCase(Locale.ROOT)),
                Integer.parseInt(parts[1].strip()),
                parts[2].strip(),
                parts.length < 4 ? "" : parts[3].strip());
    }

    /** Reads a file of steps; lines that begin with {@code #} say why it is kept. */
    static List<Step> read(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith(COMMENT))
                    .map(Step::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return verb.name().toLowerCase(Locale.ROOT) + " | " + session + " | " + target + " | " + text;
    }
}
