package org.opendatagov.cdc.verify;

import java.util.List;

/**
 * What is to be compared.
 *
 * @param connector the connector that captures the tables
 * @param flow the id of the flow whose sinks are looked at
 * @param tables each as {@code schema.table}
 * @param repair whether what differs is repaired
 * @param rowsPerSecond how many rows of the source are read a second at most
 */
public record VerificationRequest(
        String connector, String flow, List<String> tables, boolean repair, int rowsPerSecond) {

    public VerificationRequest {
        tables = List.copyOf(tables);
    }
}
