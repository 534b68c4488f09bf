package org.opendatagov.cdc.sandbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.opendatagov.cdc.sandbox.comparison.TableInfo;

/** How the three hypertables of the metrics database are changed. */
final class TimescaleChanges {
    private TimescaleChanges() {}

    /** The hypertables' changes and how often each comes. */
    static Map<TableChanges, Integer> of(Connection connection, RandomValues random) throws SQLException {
        Map<TableChanges, Integer> weights = new LinkedHashMap<>();
        for (String name : new String[] {"model_performance_ts", "quality_metrics_ts", "pipeline_metrics_ts"}) {
            weights.put(new TableChanges(TableInfo.read(connection, name), random).keysChange(), 1);
        }
        return weights;
    }
}
