package org.opendatagov.cdc.capture.continuity;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;

/** Asks the source in a session of the connector's role. */
public class CatalogQuestions implements SourceQuestions {

    // Object ids of tables and of schemas come from one counter, so one list may hold both.
    private static final String UNCOVERED = """
            SELECT n.nspname, c.relname, rn.nspname, r.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_class r ON c.relispartition AND r.oid = pg_partition_root(c.oid)
            LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
            CROSS JOIN LATERAL (
              SELECT array_agg(a.relid::oid::bigint) || c.oid::bigint || c.relnamespace::bigint AS members
              FROM pg_partition_ancestors(c.oid) a) AS of
            WHERE c.relkind IN ('r', 'p') AND of.members && ? AND NOT of.members && ?
            ORDER BY 1, 2""";

    private final SourceDatabase database;
    private final Connection session;
    private final Predicate<TableName> captured;

    public CatalogQuestions(SourceDatabase database, Connection session, Predicate<TableName> captured) {
        this.database = database;
        this.session = session;
        this.captured = captured;
    }

    @Override
    public boolean isStandby() {
        try {
            return new Catalog(session).holds("pg_is_in_recovery()");
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    @Override
    public TimelineHistory timelines(int timeline) {
        try {
            return TimelineHistory.read(database, timeline);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    @Override
    public List<String> uncovered(Collection<Long> tables, Collection<Long> schemas, Set<Long> stillCovered) {
        List<Long> lost = new ArrayList<>(tables);
        lost.addAll(schemas);
        List<String> uncovered = new ArrayList<>();
        try (PreparedStatement query = session.prepareStatement(UNCOVERED)) {
            query.setArray(1, session.createArrayOf("bigint", lost.toArray()));
            query.setArray(2, session.createArrayOf("bigint", stillCovered.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    TableName table = new TableName(rows.getString(1), rows.getString(2));
                    TableName root =
                            rows.getString(4) == null ? table : new TableName(rows.getString(3), rows.getString(4));
                    if (captured.test(table) || captured.test(root)) {
                        uncovered.add(table.toString());
                    }
                }
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
        return uncovered;
    }
}
