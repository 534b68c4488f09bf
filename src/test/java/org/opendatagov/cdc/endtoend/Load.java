package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.opendatagov.cdc.sandbox.comparison.Comparison;

/** Changes in a world while readers watch both sinks, and in the end a comparison of every row. */
final class Load implements AutoCloseable {

    private static final Duration DRAINED = Duration.ofMinutes(5);

    private final World world;
    private final LoadWriter writer;
    private final SinkReader cache;
    private final SinkReader search;

    Load(World world) throws SQLException {
        this.world = world;
        writer = new LoadWriter(world.odg);
        List<LoadRow> rows = writer.rows();
        List<String> entries = rows.stream().map(LoadRow::entry).toList();
        cache = new SinkReader(
                rows,
                () -> world.sinks().cache().get(entries).stream()
                        .map(TopicReader::tree)
                        .toList());
        search = new SinkReader(rows, () -> documents(rows));
    }

    private List<JsonNode> documents(List<LoadRow> rows) {
        List<JsonNode> documents = new ArrayList<>();
        for (LoadRow.Table table : LoadRow.Table.values()) {
            List<String> ids = rows.stream()
                    .filter(row -> row.table() == table)
                    .map(LoadRow::key)
                    .toList();
            documents.addAll(world.sinks().search().get(table.sqlName(), ids));
        }
        return documents;
    }

    /** Waits until so many more changes are committed. */
    void awaitMore(int changes) {
        writer.awaitMore(changes);
    }

    /**
     * Ends the load after so many changes, waits until the groups have read all of them, and makes sure that both sinks equal
     * the source, that no reader saw a row go back, and that no change became a dead letter.
     *
     * @param fault what happened meanwhile
     */
    void end(String fault, int changes, String... groups) throws Exception {
        writer.awaitMore(Math.max(0, changes - writer.written()));
        Map<String, List<String>> histories = writer.end();
        awaitDelivered(groups);
        cache.close();
        search.close();
        Comparison comparison = world.compare();
        System.out.printf(
                "%s: %d changes; %d rows compared with both sinks, %d differences; Redis read %d times, %d states, %d"
                        + " regressions; Elasticsearch read %d times, %d states, %d regressions%n",
                fault,
                writer.written(),
                comparison.rows(),
                comparison.differences().size(),
                cache.reads(),
                cache.states(),
                cache.regressions(histories),
                search.reads(),
                search.states(),
                search.regressions(histories));
        assertThat(comparison.differences()).isEmpty();
        assertThat(comparison.rows()).isPositive();
        assertThat(cache.regressions(histories)).as("regressions in Redis").isZero();
        assertThat(search.regressions(histories))
                .as("regressions in Elasticsearch")
                .isZero();
        assertThat(cache.states()).as("states seen in Redis").isGreaterThan(100);
        assertThat(search.states()).as("states seen in Elasticsearch").isGreaterThan(100);
        assertThat(world.topics.topics()).noneMatch(topic -> topic.startsWith("cdc.dead-letter."));
    }

    /** Waits until everything that is committed by now has been captured: events come in the order of the commits. */
    void awaitCaptured() throws SQLException {
        String last = UUID.randomUUID().toString();
        world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?::uuid, 'last')", last);
        await().atMost(DRAINED)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> world.sinks().entry("quality_reports", last) != null);
    }

    private void awaitDelivered(String... groups) throws SQLException {
        awaitCaptured();
        ConsumerGroups consumers = new ConsumerGroups(world.kafka);
        for (String group : groups) {
            await(group).atMost(DRAINED).pollInterval(Duration.ofMillis(500)).until(() -> consumers.lag(group) == 0);
        }
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        writer.close();
        cache.close();
        search.close();
    }
}
