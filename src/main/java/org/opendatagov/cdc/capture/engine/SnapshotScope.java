package org.opendatagov.cdc.capture.engine;

import io.debezium.pipeline.signal.actions.snapshotting.AdditionalCondition;
import io.debezium.pipeline.signal.actions.snapshotting.AdditionalCondition.AdditionalConditionBuilder;
import io.debezium.relational.TableId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.connector.TableName;

/** Which tables, and which of their rows, a request for a snapshot on demand names. */
class SnapshotScope {

    private static final Logger LOG = Logger.getLogger(SnapshotScope.class);

    private final SnapshotDefinitions definitions;
    private final SnapshotGate gate;

    SnapshotScope(SnapshotDefinitions definitions, SnapshotGate gate) {
        this.definitions = definitions;
        this.gate = gate;
    }

    /**
     * The captured tables that match; a pattern that matches none counts as a table that isn't read.
     *
     * @param patterns regular expressions for the names of tables, as {@code schema.table}
     */
    List<TableId> tables(List<String> patterns) {
        Set<TableId> tables = new LinkedHashSet<>();
        for (String pattern : patterns) {
            try {
                List<TableId> matching = definitions.matching(pattern);
                if (matching.isEmpty()) {
                    isNotRead(pattern, "it matches no captured table");
                }
                tables.addAll(matching);
            } catch (PatternSyntaxException e) {
                isNotRead(pattern, "it is no regular expression: " + e.getDescription());
            } catch (SQLException e) {
                SnapshotSessionEnded.check(e);
                isNotRead(pattern, "its tables can't be looked up: " + e.getMessage());
            }
        }
        return List.copyOf(tables);
    }

    private void isNotRead(String pattern, String cause) {
        LOG.warnf("A snapshot on demand was requested of %s, which isn't read: %s", pattern, cause);
        gate.incomplete(pattern, cause);
    }

    /** Debezium looks a condition up by the text that it is given for a table. */
    static List<AdditionalCondition> conditions(List<TableId> tables, List<AdditionalCondition> wanted) {
        List<AdditionalCondition> conditions = new ArrayList<>();
        for (TableId table : tables) {
            wanted.stream()
                    .filter(one ->
                            one.getDataCollection().matcher(table.identifier()).matches())
                    .findFirst()
                    .ifPresent(one -> conditions.add(AdditionalConditionBuilder.builder()
                            .dataCollection(Pattern.compile(Pattern.quote(quoted(table))))
                            .filter(one.getFilter())
                            .build()));
        }
        return conditions;
    }

    /** The table's name as SQL has it. */
    static String quoted(TableId table) {
        return new TableName(table.schema(), table.table()).quoted();
    }
}
