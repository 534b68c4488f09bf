package org.opendatagov.cdc.capture.continuity;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Where a server's earlier timelines ended, as its timeline history file says. A standby that is promoted begins a new timeline, and what
 * the old primary wrote after that place is in no WAL of the new one.
 *
 * @param ends timeline to the LSN at which the next one branches off
 */
public record TimelineHistory(Map<Integer, Long> ends) {

    /** Asks the server, in a replication session, which any role may that may read a slot. */
    public static TimelineHistory read(SourceDatabase database, int timeline) throws SQLException {
        try (Connection session = database.connectForReplication();
                Statement statement = session.createStatement();
                ResultSet file = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
            return file.next() ? parse(file.getString(2).lines().toList()) : new TimelineHistory(Map.of());
        }
    }

    /** Reads the lines of a history file: {@code <timeline> <LSN> <reason>}, separated by tabs. */
    static TimelineHistory parse(List<String> lines) {
        Map<Integer, Long> ends = new HashMap<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", 3);
            if (words.length > 1 && words[0].matches("\\d+")) {
                ends.put(
                        Integer.valueOf(words[0]),
                        LogSequenceNumber.valueOf(words[1]).asLong());
            }
        }
        return new TimelineHistory(Map.copyOf(ends));
    }

    /** Where a timeline ended, or null when the server never was on it. */
    Long endOf(int timeline) {
        return ends.get(timeline);
    }
}
