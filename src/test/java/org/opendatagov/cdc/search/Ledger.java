package org.opendatagov.cdc.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.endtoend.TopicReader;

/** Every committed change of a round, row by row, as PostgreSQL itself answered it. */
final class Ledger {

    private final Map<String, Map<JsonNode, List<Entry>>> tables = new LinkedHashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final Map<String, List<Drop>> drops = new HashMap<>();
    private int commits;
    private int streaming = -1;
    private int changes;

    /**
     * A committed change.
     *
     * @param commit the number of its transaction in the order of the commits
     */
    record Entry(int commit, Change change) {}

    /**
     * A table was dropped.
     *
     * @param commit how many transactions had committed by then
     * @param early whether nothing was known to be in the stream yet
     */
    private record Drop(int commit, boolean early) {}

    /**
     * A snapshot on demand that was accepted.
     *
     * @param commit how many transactions had committed by then
     */
    record Request(int commit, String body) {
        /** Whether it reads all rows of a table, given as SQL names it. */
        boolean covers(String table) {
            for (JsonNode each : TopicReader.tree(body).path("tables")) {
                if (each.path("table").asText().equals("{schema}." + TopicCheck.plain(table))
                        && !each.has("condition")) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Adds a transaction. */
    void commit(List<Change> transaction) {
        commits++;
        for (Change change : transaction) {
            tables.computeIfAbsent(change.table(), name -> new LinkedHashMap<>())
                    .computeIfAbsent(change.key(), key -> new ArrayList<>())
                    .add(new Entry(commits, change));
            changes += change.operation() == 's' ? 0 : 1;
        }
    }

    /** Notes that from now on changes are in the stream; what was committed before may be in the first snapshot instead. */
    void streams() {
        streaming = streaming < 0 ? commits : streaming;
    }

    /** A table was dropped with its rows, which no snapshot reads any more. */
    void dropped(String table) {
        drops.computeIfAbsent(table, name -> new ArrayList<>()).add(new Drop(commits, streaming < 0));
    }

    /** Whether a row that was changed last by a transaction is dropped since. */
    boolean isDropped(String table, int commit) {
        return drops.getOrDefault(table, List.of()).stream().anyMatch(drop -> commit <= drop.commit());
    }

    /**
     * Whether a row that was changed last by a transaction may have been dropped before the stream began: a slot is not made while
     * transactions are open, and until then nobody captures the table.
     *
     * @param firstInStream the first transaction that is known to be in the stream
     */
    boolean mayBeDroppedUnseen(String table, int commit, int firstInStream) {
        return drops.getOrDefault(table, List.of()).stream()
                .filter(drop -> commit <= drop.commit())
                .findFirst()
                .filter(drop -> drop.early() && drop.commit() < firstInStream)
                .isPresent();
    }

    void requested(String body) {
        requests.add(new Request(commits, body));
    }

    /** The changes of each row of a table. */
    Map<JsonNode, List<Entry>> rows(String table) {
        return tables.getOrDefault(table, Map.of());
    }

    List<String> tables() {
        return List.copyOf(tables.keySet());
    }

    List<Request> requests() {
        return requests;
    }

    /** Up to which commit a change may be in the first snapshot instead of the stream. */
    int snapshotUntil() {
        return streaming;
    }

    int changes() {
        return changes;
    }
}
