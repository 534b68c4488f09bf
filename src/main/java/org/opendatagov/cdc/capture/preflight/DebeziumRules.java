package org.opendatagov.cdc.capture.preflight;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.data.Envelope.Operation;
import io.debezium.relational.TableId;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.opendatagov.cdc.capture.connector.TableName;

/** What Debezium will do with a route's options, asked of Debezium itself where it can tell. */
class DebeziumRules {

    private final PostgresConnectorEmbeddedDebeziumConfiguration route;
    private final PostgresConnectorConfig debezium;

    /** Throws what Debezium throws for options that it can't read. */
    DebeziumRules(PostgresConnectorEmbeddedDebeziumConfiguration route) {
        this.route = route;
        this.debezium = new PostgresConnectorConfig(route.createDebeziumConfiguration());
    }

    /** What Debezium says of the first option that it won't take, or null. Where the database is, and who reads it, is not the route's. */
    String refusal() {
        return debezium.validate().values().stream()
                .filter(option -> !option.name().startsWith("database."))
                .flatMap(option -> option.errorMessages().stream())
                .findFirst()
                .orElse(null);
    }

    /** Whether events under this name pass the include and exclude lists. */
    boolean captures(TableName table) {
        return debezium.getTableFilters()
                .dataCollectionFilter()
                .isIncluded(new TableId(route.getDatabaseDbname(), table.schema(), table.table()));
    }

    boolean skips(Operation operation) {
        return debezium.getSkippedOperations().contains(operation);
    }

    /** Whether the route names columns that stand in for the primary key of the table. */
    boolean namesKeyOf(TableName table) {
        if (route.getMessageKeyColumns() == null) {
            return false;
        }
        for (String entry : route.getMessageKeyColumns().split(";", -1)) {
            String pattern = entry.split(":", 2)[0].strip();
            if (Pattern.compile(pattern, Pattern.CASE_INSENSITIVE)
                    .matcher(table.toString())
                    .matches()) {
                return true;
            }
        }
        return false;
    }

    boolean streams() {
        return !"initial_only".equals(snapshotMode());
    }

    /** Whether a slot that can't go on at the stored offset is answered by a new snapshot. */
    boolean snapshotsWhenNeeded() {
        return "when_needed".equals(snapshotMode())
                || ("configuration_based".equals(snapshotMode())
                        && route.isSnapshotModeConfigurationBasedSnapshotOnDataError());
    }

    /** Whether the stored offset has to be one at which the slot can go on. */
    boolean checksPosition() {
        return streams() && debezium.isLogPositionCheckEnabled() && !debezium.offsetSeekToSlotOnStart();
    }

    long statusIntervalMillis() {
        return route.getStatusUpdateIntervalMs();
    }

    private String snapshotMode() {
        return route.getSnapshotMode().strip().toLowerCase(Locale.ROOT);
    }
}
