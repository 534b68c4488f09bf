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
        Comparison comparison = new Comparison();
        Set<String> entries = cache.entries();
        try {
            for (SourceTables source : sources) {
                try (Connection connection = source.connect()) {
                    for (TableInfo table : source.tables(connection)) {
                        comparison.compare(connection, table, entries, cache, search);
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

    private void compare(
            Connection connection, TableInfo table, Set<String> entries, CacheRows cache, SearchRows search)
            throws SQLException {
        Map<List<Object>, List<Object>> source = SourceTables.rows(connection, table);
        tables++;
        rows += source.size();

        TableComparison inCache = new TableComparison("Redis", table, source, UnaryOperator.identity());
        cache.read(table.name(), entries, inCache::add);
        differences.addAll(inCache.finish());

        TableComparison inSearch = new TableComparison("Elasticsearch", table, source, SearchRows::id);
        search.read(table.name(), inSearch::add);
        differences.addAll(inSearch.finish());
    }
}
