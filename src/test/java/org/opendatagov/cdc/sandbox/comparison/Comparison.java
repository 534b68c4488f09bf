package org.opendatagov.cdc.sandbox.comparison;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.opendatagov.cdc.servers.ElasticsearchServer;
import org.opendatagov.cdc.servers.RedisServer;

/** Every row of source tables, compared with what Redis and Elasticsearch hold. Nobody may write meanwhile. */
public final class Comparison {
    private final List<Difference> differences = new ArrayList<>();
    private int tables;
    private long rows;

    private Comparison() {}

    /** Compares now. */
    public static Comparison of(List<SourceTables> sources, RedisServer redis, ElasticsearchServer elasticsearch) {
        try (CacheRows cache = new CacheRows(redis)) {
            return of(sources, cache, new SearchRows(elasticsearch));
        }
    }

    /** Compares now, by clients that exist already. */
    public static Comparison of(List<SourceTables> sources, CacheRows cache, SearchRows search) {
        return of(sources, List.of(in(cache), in(search)));
    }

    /** Compares with Redis alone. */
    public static Comparison of(List<SourceTables> sources, RedisServer redis) {
        try (CacheRows cache = new CacheRows(redis)) {
            return of(sources, List.of(in(cache)));
        }
    }

    /** Compares with Elasticsearch alone. */
    public static Comparison of(List<SourceTables> sources, ElasticsearchServer elasticsearch) {
        return of(sources, List.of(in(new SearchRows(elasticsearch))));
    }

    private static Comparison of(List<SourceTables> sources, List<Sink> sinks) {
        Comparison comparison = new Comparison();
        try {
            for (SourceTables source : sources) {
                try (Connection connection = source.connect()) {
                    for (TableInfo table : source.tables(connection)) {
                        comparison.compare(connection, table, sinks);
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The source can't be read: " + e.getMessage(), e);
        }
        return comparison;
    }

    /** Everything that differs, table by table. */
    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    /** How many tables were compared. */
    public int tables() {
        return tables;
    }

    /** How many rows the source has, in all tables. */
    public long rows() {
        return rows;
    }

    private void compare(Connection connection, TableInfo table, List<Sink> sinks) throws SQLException {
        Map<List<Object>, List<Object>> source = SourceTables.rows(connection, table);
        tables++;
        rows += source.size();
        sinks.forEach(sink -> differences.addAll(sink.compare(table, source)));
    }

    /** Compares one table with what a sink holds of it. */
    private interface Sink {
        List<Difference> compare(TableInfo table, Map<List<Object>, List<Object>> source);
    }

    private static Sink in(CacheRows cache) {
        Set<String> entries = cache.entries();
        return (table, source) -> {
            TableComparison comparison = new TableComparison("Redis", table, source, UnaryOperator.identity());
            cache.read(table.name(), entries, comparison::add);
            return comparison.finish();
        };
    }

    private static Sink in(SearchRows search) {
        return (table, source) -> {
            TableComparison comparison = new TableComparison("Elasticsearch", table, source, SearchRows::id);
            search.read(table.name(), comparison::add);
            return comparison.finish();
        };
    }
}
