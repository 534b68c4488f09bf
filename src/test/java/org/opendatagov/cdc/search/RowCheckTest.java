package org.opendatagov.cdc.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.endtoend.TopicReader;
import org.opendatagov.cdc.endtoend.TopicRecord;

/** A search is worth what its comparison sees. */
class RowCheckTest {

    private static final List<Column> COLUMNS = List.of(
            new Column("id", "int4", 1, false),
            new Column("ver", "int8", 0, false),
            new Column("big", "text", 0, true));

    private final Ledger ledger = new Ledger();
    private final List<TopicRecord> events = new ArrayList<>();

    /** A row that is inserted, updated twice, deleted and inserted again, each in a transaction of its own. */
    @BeforeEach
    void commit() {
        change('c', row(1, "x"));
        change('u', row(2, "x"), Set.of("id", "big"));
        change('u', row(3, "y"), Set.of("id"));
        change('d', null);
        change('c', row(4, "y"));
        event("c", row(1, "x"));
        event("u", row(2, "x"));
        event("u", row(3, "y"));
        event("d", null);
        events.add(record(null));
        event("c", row(4, "y"));
    }

    @Test
    void allIsWell() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void aChangeThatIsMissing() {
        for (int i : new int[] {0, 1, 2, 5}) {
            TopicRecord removed = events.remove(i);
            assertThat(findings()).as(removed.toString()).contains(Finding.Kind.LOST);
            events.add(i, removed);
        }
    }

    @Test
    void aDeleteThatIsMissing() {
        events.remove(3);
        assertThat(findings()).contains(Finding.Kind.LOST);
    }

    @Test
    void aTombstoneThatIsMissing() {
        events.remove(4);
        assertThat(findings()).containsExactly(Finding.Kind.ALTERED);
    }

    @Test
    void aChangeThatComesTwice() {
        events.add(2, events.get(1));
        assertThat(findings()).contains(Finding.Kind.ALTERED);
    }

    @Test
    void changesInAnotherOrder() {
        Collections.swap(events, 1, 2);
        assertThat(findings()).contains(Finding.Kind.ALTERED);
    }

    @Test
    void anotherValue() {
        events.set(2, record(envelope("u", row(3, "z"))));
        assertThat(findings()).containsExactly(Finding.Kind.ALTERED);
    }

    /** It is read again from the table, which may have a later one by then, but never an earlier one. */
    @Test
    void aLargeValueThatTheUpdateLeftAlone() {
        events.set(1, record(envelope("u", row(2, "y"))));
        assertThat(findings()).isEmpty();
        events.set(1, record(envelope("u", row(2, "__debezium_unavailable_value"))));
        assertThat(findings()).isEmpty();
        events.set(2, record(envelope("u", row(3, "x"))));
        assertThat(findings()).containsExactly(Finding.Kind.ALTERED);
    }

    /** An update of the key is a delete and an insert, whose large values come from the table as well. */
    @Test
    void aLargeValueThatAnUpdateOfTheKeyLeftAlone() {
        change('d', null);
        change('c', row(5, "y"), Set.of("big"));
        change('u', row(6, "z"), Set.of("id"));
        event("d", null);
        events.add(record(null));
        event("c", row(5, "z"));
        event("u", row(6, "z"));
        assertThat(findings()).isEmpty();
        events.set(8, record(envelope("c", row(5, "x"))));
        assertThat(findings()).containsExactly(Finding.Kind.ALTERED);
    }

    @Test
    void whatTheFirstSnapshotHasInstead() {
        ledger.streams();
        events.clear();
        assertThat(findings()).containsExactly(Finding.Kind.LOST);
        event("r", row(4, "y"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void aTableThatIsDroppedBeforeTheStreamBegins() {
        events.clear();
        ledger.dropped("t");
        ledger.streams();
        assertThat(findings(6)).isEmpty();
        assertThat(findings(5)).as("the stream began before it").containsExactly(Finding.Kind.LOST);
    }

    @Test
    void aTableThatIsDroppedLater() {
        events.clear();
        ledger.streams();
        ledger.dropped("t");
        assertThat(findings(6)).containsExactly(Finding.Kind.LOST);
    }

    @Test
    void aRowThatASnapshotReadAndThatNeverWas() {
        event("r", row(4, "x"));
        assertThat(findings()).containsExactly(Finding.Kind.ALTERED);
    }

    @Test
    void aSnapshotOnDemandThatHasNotReadTheRow() {
        ledger.requested("{\"tables\": [{\"table\": \"{schema}.t\"}]}");
        assertThat(findings()).containsExactly(Finding.Kind.LOST);
        event("r", row(4, "y"));
        assertThat(findings()).isEmpty();
    }

    private List<Finding.Kind> findings() {
        return findings(Integer.MAX_VALUE);
    }

    private List<Finding.Kind> findings(int firstInStream) {
        Map<JsonNode, List<Ledger.Entry>> rows = ledger.rows("t");
        return new RowCheck(ledger, "t", rows.values().iterator().next(), events)
                .findings(firstInStream).stream().map(Finding::kind).toList();
    }

    private void change(char operation, ObjectNode row) {
        change(operation, row, Set.of());
    }

    private void change(char operation, ObjectNode row, Set<String> kept) {
        ledger.commit(List.of(new Change("t", key(), operation, row, COLUMNS, kept)));
    }

    private void event(String operation, ObjectNode row) {
        events.add(record(envelope(operation, row)));
    }

    private static TopicRecord record(JsonNode value) {
        return new TopicRecord(0, 0, 0, Map.of(), key(), value);
    }

    private static JsonNode envelope(String operation, ObjectNode row) {
        ObjectNode envelope = (ObjectNode) TopicReader.tree("{\"op\": \"" + operation + "\"}");
        envelope.set("after", row);
        return envelope;
    }

    private static ObjectNode key() {
        return (ObjectNode) TopicReader.tree("{\"id\": 1}");
    }

    private static ObjectNode row(int version, String big) {
        return (ObjectNode) TopicReader.tree("{\"id\": 1, \"ver\": %d, \"big\": \"%s\"}".formatted(version, big));
    }
}
