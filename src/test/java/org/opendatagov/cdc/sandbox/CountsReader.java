package org.opendatagov.cdc.sandbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.opendatagov.cdc.sandbox.comparison.CacheRows;
import org.opendatagov.cdc.sandbox.comparison.SearchRows;
import org.opendatagov.cdc.sandbox.comparison.TableInfo;
import org.opendatagov.cdc.servers.Sources;

/** Counts rows, records, entries, documents and notifications. One thread at a time. */
final class CountsReader implements AutoCloseable {
    private final Map<String, Connection> connections = new LinkedHashMap<>();
    private final Map<String, List<String>> tables = new HashMap<>();
    private final Admin kafka;
    private final CacheRows cache;
    private final SearchRows search;
    private final ReceivedNotifications received;
    private final Readiness readiness;

    CountsReader(
            Servers servers, CacheRows cache, SearchRows search, ReceivedNotifications received, Readiness readiness)
            throws SQLException {
        for (String database : new String[] {Sources.ODG, Sources.TIMESCALE}) {
            Connection connection = servers.postgres().connect(database);
            connections.put(database, connection);
            tables.put(
                    database,
                    TableInfo.readAll(connection).stream().map(TableInfo::name).toList());
        }
        this.kafka = servers.kafka().admin();
        this.cache = cache;
        this.search = search;
        this.received = received;
        this.readiness = readiness;
    }

    Counts read() throws SQLException, InterruptedException {
        List<Counts.Table> counted = new ArrayList<>();
        Map<String, Long> topics = topics();
        Map<String, Long> entries =
                cache.entries().stream().collect(Collectors.groupingBy(CountsReader::table, Collectors.counting()));
        for (Map.Entry<String, Connection> source : connections.entrySet()) {
            String database = source.getKey();
            Map<String, Long> rows = rows(source.getValue(), tables.get(database));
            for (String table : tables.get(database)) {
                Workflow workflow = Workflow.of(table);
                counted.add(new Counts.Table(
                        table,
                        rows.get(table),
                        topics.getOrDefault(topic(database, table), 0L),
                        entries.getOrDefault(table, 0L),
                        search.count(table),
                        workflow == null ? -1 : received.count(workflow)));
            }
        }
        return new Counts(counted, readiness.connectors());
    }

    @Override
    public void close() throws SQLException {
        kafka.close();
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }

    private static Map<String, Long> rows(Connection connection, List<String> tables) throws SQLException {
        String sql = tables.stream()
                .map(table -> "SELECT '%1$s', count(*) FROM %1$s".formatted(table))
                .collect(Collectors.joining(" UNION ALL "));
        Map<String, Long> rows = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.put(result.getString(1), result.getLong(2));
            }
        }
        return rows;
    }

    /** The number of records by topic, as far as the topics exist. */
    private Map<String, Long> topics() throws InterruptedException {
        try {
            Set<String> wanted = tables.entrySet().stream()
                    .flatMap(source -> source.getValue().stream().map(table -> topic(source.getKey(), table)))
                    .collect(Collectors.toSet());
            wanted.retainAll(kafka.listTopics().names().get(10, TimeUnit.SECONDS));
            Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
            for (TopicDescription topic : kafka.describeTopics(wanted)
                    .allTopicNames()
                    .get(10, TimeUnit.SECONDS)
                    .values()) {
                topic.partitions()
                        .forEach(p ->
                                partitions.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
            }
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    kafka.listOffsets(partitions).all().get(10, TimeUnit.SECONDS);
            Map<String, Long> records = new HashMap<>();
            ends.forEach((partition, end) -> records.merge(partition.topic(), end.offset(), Long::sum));
            return records;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka doesn't answer: " + e, e);
        }
    }

    private static String topic(String database, String table) {
        return "cdc." + database + ".public." + table;
    }

    private static String table(String entry) {
        int colon = entry.indexOf(':');
        return colon < 0 ? entry : entry.substring(0, colon);
    }
}
