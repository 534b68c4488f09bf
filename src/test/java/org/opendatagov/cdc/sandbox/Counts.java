package org.opendatagov.cdc.sandbox;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What is where at one moment.
 *
 * @param connectors the state of each connector as the service's readiness tells it, or why it can't be asked
 */
record Counts(List<Table> tables, List<String> connectors) {

    /**
     * One table.
     *
     * @param source rows
     * @param topic records in its topic, tombstones included
     * @param cache entries in Redis
     * @param search documents in Elasticsearch
     * @param notified notifications, or -1 when no workflow hears of the table
     */
    record Table(String name, long source, long topic, long cache, long search, long notified) {}

    long sum(ToLongFunction<Table> column) {
        return tables.stream().mapToLong(column).filter(n -> n > 0).sum();
    }
}
