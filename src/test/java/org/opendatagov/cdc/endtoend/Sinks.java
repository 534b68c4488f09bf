package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.opendatagov.cdc.sandbox.comparison.CacheRows;
import org.opendatagov.cdc.sandbox.comparison.SearchRows;

/** Redis and Elasticsearch side by side: what one holds of a row, the other must hold too. */
record Sinks(CacheRows cache, SearchRows search) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The row in Redis, or null. */
    JsonNode entry(String table, String key) {
        return TopicReader.tree(cache.get(table + ":" + key));
    }

    /** The row in Elasticsearch, or null. */
    JsonNode document(String table, String key) {
        return search.get(table, key);
    }

    /** Waits until a row in both sinks is as it should be. */
    void await(String table, String key, Consumer<JsonNode> expectation) {
        awaitEntry(table, key, expectation);
        awaitDocument(table, key, expectation);
    }

    /** Waits until a row in Redis is as it should be. */
    void awaitEntry(String table, String key, Consumer<JsonNode> expectation) {
        awaitThat(() -> {
            JsonNode entry = entry(table, key);
            assertThat(entry).as("entry %s:%s in Redis", table, key).isNotNull();
            expectation.accept(entry);
        });
    }

    /** Waits until a document in Elasticsearch is as it should be. */
    void awaitDocument(String table, String id, Consumer<JsonNode> expectation) {
        awaitThat(() -> {
            JsonNode document = document(table, id);
            assertThat(document).as("document %s of cdc_%s", id, table).isNotNull();
            expectation.accept(document);
        });
    }

    /** Waits until a column of a row has this text in both sinks. */
    void await(String table, String key, String column, Object value) {
        await(table, key, row -> assertThat(row.path(column).asText()).isEqualTo(String.valueOf(value)));
    }

    /** Waits until neither sink has the row any more. */
    void awaitGone(String table, String key) {
        awaitEntryGone(table, key);
        awaitDocumentGone(table, key);
    }

    /** Waits until neither sink has the row any more, when its index is called otherwise than its table. */
    void awaitGone(String table, String key, String index) {
        awaitEntryGone(table, key);
        awaitDocumentGone(index, key);
    }

    private void awaitEntryGone(String table, String key) {
        awaitThat(() -> assertThat(entry(table, key))
                .as("entry %s:%s in Redis", table, key)
                .isNull());
    }

    void awaitDocumentGone(String table, String id) {
        awaitThat(() -> assertThat(document(table, id))
                .as("document %s of cdc_%s", id, table)
                .isNull());
    }

    private static void awaitThat(ThrowingRunnable expectation) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .atMost(PATIENCE)
                .untilAsserted(expectation);
    }
}
