package org.opendatagov.cdc.capture.connector;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many partitions the topic of a table gets: a default and exceptions by table. */
public record PartitionCounts(int byDefault, Map<String, Integer> byTable) {

    private static final Pattern EXCEPTION = Pattern.compile("([^:;\\s]+)\\s*:\\s*([1-9]\\d{0,5})");

    /**
     * Reads the exceptions as a route writes them, {@code audit_events:5,lineage_events:5}.
     *
     * @throws IllegalArgumentException when an entry isn't a table and a number above 0; the message names it
     */
    public static PartitionCounts parse(int byDefault, String exceptions) {
        if (byDefault < 1) {
            throw new IllegalArgumentException("topicPartitions is " + byDefault + "; it must be at least 1");
        }
        Map<String, Integer> byTable = new HashMap<>();
        for (String exception : exceptions.split(",", -1)) {
            if (!exception.isBlank()) {
                Matcher parts = EXCEPTION.matcher(exception.strip());
                if (!parts.matches()) {
                    throw new IllegalArgumentException("topicPartitionsByTable has the entry '" + exception.strip()
                            + "'; it must be a table and a number of partitions, audit_events:5 for example");
                }
                byTable.put(parts.group(1), Integer.valueOf(parts.group(2)));
            }
        }
        return new PartitionCounts(byDefault, Map.copyOf(byTable));
    }

    int of(String table) {
        return byTable.getOrDefault(table, byDefault);
    }
}
