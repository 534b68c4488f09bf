package org.opendatagov.cdc.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.opendatagov.cdc.endtoend.TopicReader;
import org.opendatagov.cdc.endtoend.TopicRecord;

/** Holds the topics of a round's tables against what was committed. */
final class TopicCheck {

    private final Ledger ledger;
    private final TopicReader topics;
    private final String prefix;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Map<JsonNode, JsonNode>> settled = new LinkedHashMap<>();
    private int lastPassedOver;
    private int firstInStream = Integer.MAX_VALUE;
    private int events;

    /** @param prefix with which the topics' names begin, with the schema and a dot */
    TopicCheck(Ledger ledger, TopicReader topics, String prefix) {
        this.ledger = ledger;
        this.topics = topics;
        this.prefix = prefix;
        Map<String, Map<JsonNode, List<TopicRecord>>> byTable = new LinkedHashMap<>();
        ledger.tables().forEach(table -> byTable.put(table, read(table)));
        byTable.forEach((table, byRow) -> ledger.rows(table).forEach((key, entries) -> {
            firstInStream =
                    Math.min(firstInStream, rowCheck(table, key, entries, byRow).firstInStream());
        }));
        byTable.forEach(this::check);
        if (lastPassedOver >= firstInStream) {
            findings.add(new Finding(
                    Finding.Kind.LOST,
                    "Commit " + lastPassedOver + " is not in the stream, but commit " + firstInStream
                            + " before it is"));
        }
    }

    List<Finding> findings() {
        return findings;
    }

    /** How many records there are in all topics. */
    int events() {
        return events;
    }

    /**
     * By table and key the rows that a sink holds which refuses whatever is older than it has; null for one that is deleted.
     */
    Map<String, Map<JsonNode, JsonNode>> settled() {
        return settled;
    }

    /** A table's name as a topic's name has it. */
    static String topicName(String table) {
        return plain(table).replaceAll("[^a-zA-Z0-9._-]", "_");
    }

    /** A name as PostgreSQL keeps it. */
    static String plain(String table) {
        return table.startsWith("\"") ? table.substring(1, table.length() - 1).replace("\"\"", "\"") : table;
    }

    private Map<JsonNode, List<TopicRecord>> read(String table) {
        String topic = prefix + topicName(table);
        List<TopicRecord> records = topics.topics().contains(topic) ? topics.read(topic) : List.of();
        events += records.size();
        return records.stream()
                .filter(record -> record.key() != null)
                .collect(Collectors.groupingBy(TopicRecord::key, LinkedHashMap::new, Collectors.toList()));
    }

    private RowCheck rowCheck(
            String table, JsonNode key, List<Ledger.Entry> entries, Map<JsonNode, List<TopicRecord>> byRow) {
        return new RowCheck(ledger, table + " " + key, entries, byRow.getOrDefault(key, List.of()));
    }

    private void check(String table, Map<JsonNode, List<TopicRecord>> byRow) {
        Map<JsonNode, JsonNode> rows = new LinkedHashMap<>();
        settled.put(table, rows);
        ledger.rows(table).forEach((key, entries) -> {
            RowCheck check = rowCheck(table, key, entries, byRow);
            List<TopicRecord> ofRow = byRow.getOrDefault(key, List.of());
            byRow.remove(key);
            if (entries.stream().allMatch(entry -> entry.change().operation() == 's')) {
                return;
            }
            List<Finding> found = check.findings(firstInStream);
            findings.addAll(found);
            if (found.isEmpty()) {
                lastPassedOver = Math.max(lastPassedOver, check.lastPassedOver());
            }
            rows.put(key, settle(table, key, entries, ofRow, found.isEmpty()));
        });
        byRow.forEach((key, surplus) -> findings.add(new Finding(
                Finding.Kind.ALTERED, table + " " + key + " never was, and has " + RowCheck.shown(surplus))));
    }

    private JsonNode settle(
            String table, JsonNode key, List<Ledger.Entry> entries, List<TopicRecord> events, boolean complete) {
        long held = 0;
        JsonNode row = null;
        for (TopicRecord event : events) {
            if (!event.isTombstone() && event.position() >= held) {
                held = event.position();
                row = event.operation().equals("d") ? null : event.value().path("after");
            }
        }
        Ledger.Entry entry = entries.get(entries.size() - 1);
        Change last = entry.change();
        JsonNode found = row;
        boolean same = row == null
                ? last.row() == null || ledger.mayBeDroppedUnseen(table, entry.commit(), firstInStream)
                : entries.stream()
                        .map(each -> each.change().row())
                        .anyMatch(state -> state != null
                                && last.row() != null
                                && state.path("ver").equals(last.row().path("ver"))
                                && state.equals(found));
        if (!same && complete) {
            findings.add(new Finding(
                    Finding.Kind.ALTERED,
                    table + " " + key + " ends as " + row + ", in the table it is " + last.row() + "; events "
                            + RowCheck.shown(events)));
        }
        return row;
    }
}
