package org.opendatagov.cdc.capture.continuity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which tables a connector has captured so far, and of which of them it lacks the rows that they had before.
 *
 * @param known object ids of the tables
 * @param newest the highest object id of any table of the database when a run began; a table with a higher one is younger
 * @param unread tables that had rows when they were first captured and haven't been read since, as {@code schema.table}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TablesSeen(Set<Long> known, long newest, List<String> unread) {

    public TablesSeen {
        known = known == null ? Set.of() : Set.copyOf(known);
        unread = unread == null ? List.of() : List.copyOf(unread);
    }

    /** With one more table. */
    TablesSeen with(long table, String unreadName) {
        Set<Long> more = new HashSet<>(known);
        more.add(table);
        List<String> names = new ArrayList<>(unread);
        if (unreadName != null && !names.contains(unreadName)) {
            names.add(unreadName);
        }
        return new TablesSeen(more, newest, names);
    }

    /** Without the names of tables that are being read. */
    TablesSeen read(Collection<String> tables) {
        return new TablesSeen(
                known,
                newest,
                unread.stream().filter(name -> !tables.contains(name)).toList());
    }
}
