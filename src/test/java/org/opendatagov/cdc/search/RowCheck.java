package org.opendatagov.cdc.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendatagov.cdc.endtoend.TopicRecord;

/**
 * Holds the events of one row against what was committed. The stream has each change once, in order; only those that were committed before
 * it began may be missing, in front, and then the first snapshot has what they came to.
 */
final class RowCheck {

    private static final String PLACEHOLDER = "__debezium_unavailable_value";

    private final Ledger ledger;
    private final String row;
    private final List<Ledger.Entry> entries;
    private final List<Ledger.Entry> changes;
    private final List<TopicRecord> stream;
    private final List<TopicRecord> read;
    private final long tombstones;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param row its name for people
     * @param entries what was committed
     * @param events what the topic has of it
     */
    RowCheck(Ledger ledger, String row, List<Ledger.Entry> entries, List<TopicRecord> events) {
        this.ledger = ledger;
        this.row = row;
        this.entries = entries;
        this.changes = entries.stream()
                .filter(entry -> entry.change().operation() != 's')
                .toList();
        this.stream = events.stream()
                .filter(event -> !event.isTombstone() && !event.operation().equals("r"))
                .toList();
        this.read =
                events.stream().filter(event -> event.operation().equals("r")).toList();
        this.tombstones = events.stream().filter(TopicRecord::isTombstone).count();
    }

    /** @param firstInStream the first commit that is known to be in the stream, of whatever row */
    List<Finding> findings(int firstInStream) {
        int passed = passedOver();
        checkOperations();
        if (findings.isEmpty()) {
            checkValues(passed);
            checkFirstSnapshot(passed, firstInStream);
            checkRequests(passed);
        }
        read.forEach(this::checkRead);
        long deletes =
                stream.stream().filter(event -> event.operation().equals("d")).count();
        if (deletes != tombstones) {
            add(Finding.Kind.ALTERED, deletes + " deletes and " + tombstones + " tombstones");
        }
        return findings;
    }

    /** How many changes are in the first snapshot instead of the stream. */
    int passedOver() {
        return Math.max(0, changes.size() - stream.size());
    }

    /** The first change that is in the stream; beyond all when there is none. */
    int firstInStream() {
        boolean none = stream.isEmpty() || changes.isEmpty();
        return none ? Integer.MAX_VALUE : changes.get(passedOver()).commit();
    }

    /** The last change that isn't in the stream; before all when there is none. */
    int lastPassedOver() {
        return passedOver() == 0 ? 0 : changes.get(passedOver() - 1).commit();
    }

    private void checkOperations() {
        List<String> committed = changes.stream().map(RowCheck::text).toList();
        List<String> seen = stream.stream().map(RowCheck::text).toList();
        int passed = passedOver();
        if (seen.size() <= committed.size()
                && committed.subList(passed, committed.size()).equals(seen)
                && (passed == 0 || lastPassedOver() <= ledger.snapshotUntil())) {
            return;
        }
        Set<String> missing = new HashSet<>(committed);
        seen.forEach(missing::remove);
        add(
                missing.isEmpty() ? Finding.Kind.ALTERED : Finding.Kind.LOST,
                "committed " + committed + " (commits "
                        + changes.stream().map(Ledger.Entry::commit).toList() + ", snapshot until "
                        + ledger.snapshotUntil() + "), in the stream " + seen + ", read "
                        + read.stream().map(RowCheck::text).toList());
    }

    private void checkValues(int passed) {
        for (int i = 0; i < stream.size(); i++) {
            Change change = changes.get(passed + i).change();
            if (change.row() == null) {
                continue;
            }
            JsonNode after = stream.get(i).value().path("after");
            if (!isSame(change, after, passed + i)) {
                add(Finding.Kind.ALTERED, "committed with " + difference(change.row(), after) + ": " + after);
            }
        }
    }

    /** The columns whose values differ, as they were committed and as an event has them. */
    private static String difference(JsonNode row, JsonNode after) {
        List<String> differences = new ArrayList<>();
        row.properties().forEach(field -> {
            JsonNode value = after.get(field.getKey());
            if (!field.getValue().equals(value)) {
                differences.add(
                        field.getKey() + " " + shortened(field.getValue()) + ", the event has " + shortened(value));
            }
        });
        after.fieldNames().forEachRemaining(name -> {
            if (!row.has(name)) {
                differences.add("no " + name + ", the event has " + shortened(after.get(name)));
            }
        });
        return String.join("; ", differences);
    }

    private static String shortened(JsonNode value) {
        String text = String.valueOf(value);
        return text.length() <= 60 ? text : text.substring(0, 60) + "… (" + text.length() + " characters)";
    }

    /** A large value that an update left alone is read again from the table, where it may have changed or gone meanwhile. */
    private boolean isSame(Change change, JsonNode after, int index) {
        if (after.equals(change.row())) {
            return true;
        }
        if (!after.isObject() || after.size() != change.row().size()) {
            return false;
        }
        return change.columns().stream().allMatch(column -> {
            JsonNode value = after.path(column.name());
            return value.equals(change.row().get(column.name()))
                    || (column.large()
                            && change.kept().contains(column.name())
                            && index + 1 < changes.size()
                            && isOfLater(column, value, index));
        });
    }

    private boolean isOfLater(Column column, JsonNode value, int index) {
        return value.asText().equals(PLACEHOLDER)
                || changes.subList(index + 1, changes.size()).stream()
                        .map(later -> later.change().row())
                        .anyMatch(later -> later != null && value.equals(later.get(column.name())));
    }

    private void checkFirstSnapshot(int passed, int firstInStream) {
        if (passed == 0) {
            return;
        }
        Ledger.Entry last = changes.get(passed - 1);
        Change change = last.change();
        if (change.row() != null
                && timesRead(change) == 0
                && !ledger.mayBeDroppedUnseen(change.table(), last.commit(), firstInStream)) {
            add(Finding.Kind.LOST, "was " + change.row() + " when the stream began, and the snapshot hasn't read it");
        }
    }

    private void checkRequests(int passed) {
        Ledger.Entry last = changes.get(changes.size() - 1);
        if (last.change().row() == null || ledger.isDropped(last.change().table(), last.commit())) {
            return;
        }
        long asked = ledger.requests().stream()
                .filter(request -> request.commit() >= last.commit()
                        && request.covers(last.change().table()))
                .count();
        // Once by the first snapshot, if the stream has nothing of it.
        long expected = passed == changes.size() ? 2 : 1;
        long times = timesRead(last.change());
        if (asked > 0 && times < expected) {
            add(
                    Finding.Kind.LOST,
                    "was to be read again by a snapshot on demand, but was read only " + times + " times");
        }
    }

    private long timesRead(Change change) {
        return read.stream()
                .filter(event -> version(event).equals(change.row().path("ver")))
                .count();
    }

    private void checkRead(TopicRecord event) {
        JsonNode after = event.value().path("after");
        boolean known =
                entries.stream().anyMatch(entry -> after.equals(entry.change().row()));
        if (!known) {
            add(
                    Finding.Kind.ALTERED,
                    "a snapshot read " + after + ", which it never was: "
                            + entries.stream()
                                    .map(entry -> entry.change().row())
                                    .toList());
        }
    }

    private void add(Finding.Kind kind, String what) {
        findings.add(new Finding(kind, row + " " + what));
    }

    private static JsonNode version(TopicRecord event) {
        return event.value().at("/after/ver");
    }

    private static String text(Ledger.Entry entry) {
        Change change = entry.change();
        return change.operation()
                + (change.row() == null ? "" : change.row().path("ver").asText());
    }

    private static String text(TopicRecord event) {
        return event.operation() + version(event).asText();
    }

    /** A row's events for people, as operation and version. */
    static String shown(List<TopicRecord> events) {
        return events.stream()
                .map(event -> event.isTombstone() ? "t" : text(event) + "@" + event.position())
                .collect(Collectors.joining(" "));
    }
}
