package org.opendatagov.cdc.capture.connector;

import io.debezium.text.ParsingException;
import io.debezium.util.Strings;
import java.util.List;

/**
 * What the capture room itself needs to know of a route's options; the rest goes straight to Debezium.
 *
 * @param connector the connector's name
 * @param topicPrefix what stands before {@code .<schema>.<table>} in the names of its topics
 * @param slot the replication slot
 * @param plugin the slot's output plugin
 * @param publication the publication
 * @param publicationAutocreateMode whether Debezium makes the publication, {@code disabled} when a DBA does
 * @param tableIncludeList regular expressions for {@code schema.table}
 * @param hypertables whether the tables are TimescaleDB's hypertables
 * @param exactlyOnce whether events and their offset are written in one transaction
 * @param format how events are written
 * @param place where the options stand
 */
public record CaptureOptions(
        String connector,
        String topicPrefix,
        String slot,
        String plugin,
        String publication,
        String publicationAutocreateMode,
        List<String> tableIncludeList,
        boolean hypertables,
        boolean exactlyOnce,
        EventFormat format,
        OptionsPlace place) {

    /** The topic on which the replicas that stand by pass on what they are asked. */
    public String requestsTopic() {
        return "cdc.signals." + connector;
    }

    /** What its transactions are written under. */
    public String transactionalId() {
        return "opendatagov-cdc-" + connector;
    }

    /** Commas separate the entries, unless a backslash stands before them. */
    public static List<String> list(String regularExpressions) {
        try {
            return regularExpressions == null || regularExpressions.isBlank()
                    ? List.of()
                    : List.of(Strings.RegExSplitter.split(regularExpressions));
        } catch (ParsingException e) {
            throw new IllegalArgumentException("tableIncludeList ends with a backslash that nothing follows", e);
        }
    }
}
