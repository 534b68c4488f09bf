package org.opendatagov.cdc.verify;

import java.util.List;

/**
 * What is to be compared.
 *
 * @param connector the connector that captures the tables
 * @param flow the id of the flow whose sinks are looked at
 * @param tables each as {@code schema.table}
 * @param repair whether what differs is repaired
 * @param extra what a repair does with rows that the table doesn't have; null leaves it to the source: they are kept where it has
 *     hypertables, whose retention drops chunks without an event, and removed elsewhere
 * @param rowsPerSecond how many rows of the source are read a second at most
 */
public record VerificationRequest(
        String connector, String flow, List<String> tables, boolean repair, ExtraRows extra, int rowsPerSecond) {

    public VerificationRequest {
        tables = List.copyOf(tables);
    }

    /** The same with a choice where there was none. */
    VerificationRequest withExtra(ExtraRows choice) {
        return extra == null ? new VerificationRequest(connector, flow, tables, repair, choice, rowsPerSecond) : this;
    }
}
