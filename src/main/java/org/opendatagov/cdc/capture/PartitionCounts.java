package org.opendatagov.cdc.capture;

import java.util.HashMap;
import java.util.Map;

/** How many partitions the topic of a table gets: a default and exceptions by table. */
record PartitionCounts(int byDefault, Map<String, Integer> byTable) {

    /**
     * Reads the exceptions as a route writes them, {@code audit_events:5,lineage_events:5}.
     *
     * @throws IllegalArgumentException when an entry isn't a table and a number above 0; the message names it
     */
    static PartitionCounts parse(int byDefault, String exceptions) {
        Map<String, Integer> byTable = new HashMap<>();
        for (String exception : exceptions.split(",", -1)) {
            if (!exception.isBlank()) {
                int colon = exception.lastIndexOf(':');
                byTable.put(exception.substring(0, Math.max(colon, 0)).strip(), count(exception, colon));
            }
        }
        if (byDefault < 1) {
            throw new IllegalArgumentException("topicPartitions is " + byDefault + "; it must be at least 1");
        }
        return new PartitionCounts(byDefault, Map.copyOf(byTable));
    }

    private static int count(String exception, int colon) {
        String count = exception.substring(colon + 1).strip();
        if (colon < 1 || !count.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException("topicPartitionsByTable has the entry '" + exception.strip()
                    + "'; it must be a table and a number of partitions, audit_events:5 for example");
        }
        return Integer.parseInt(count);
    }

    int of(String table) {
        return byTable.getOrDefault(table, byDefault);
    }
}
