package org.opendatagov.cdc.capture.preflight;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.data.Envelope.Operation;
import io.debezium.relational.Column;
import io.debezium.relational.Key;
import io.debezium.relational.Table;
import io.debezium.relational.TableEditor;
import io.debezium.relational.TableId;
import io.debezium.spi.topic.TopicNamingStrategy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.opendatagov.cdc.capture.connector.TableName;

/** What Debezium will do with a route's options, asked of Debezium itself where it can tell. */
class DebeziumRules {

    private static final Map<String, Operation> PUBLISHED = new TreeMap<>(Map.of(
            "insert", Operation.CREATE,
            "update", Operation.UPDATE,
            "delete", Operation.DELETE,
            "truncate", Operation.TRUNCATE));

    /** PostgreSQL cuts longer names off (NAMEDATALEN). */
    private static final int LONGEST_NAME = 63;

    private final PostgresConnectorEmbeddedDebeziumConfiguration route;
    private final PostgresConnectorConfig debezium;

    /** Throws what Debezium throws for options that it can't read. */
    DebeziumRules(PostgresConnectorEmbeddedDebeziumConfiguration route) {
        this.route = route;
        this.debezium = new PostgresConnectorConfig(route.createDebeziumConfiguration());
    }

    /** What Debezium says of the first option that it won't take, or null. Where the database is, and who reads it, is not the route's. */
    String refusal() {
        String publication = route.getPublicationName();
        if (publication != null && publication.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            return "the publication's name '" + publication + "' is longer than the " + LONGEST_NAME
                    + " bytes that PostgreSQL takes";
        }
        if (publication != null && (publication.isBlank() || publication.indexOf('\0') >= 0)) {
            return "the publication's name is empty, or no name that PostgreSQL takes";
        }
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

    /** Whether events have a column. */
    boolean captures(TableName table, String column) {
        return debezium.getColumnFilter().matches(route.getDatabaseDbname(), table.schema(), table.table(), column);
    }

    boolean skips(Operation operation) {
        return debezium.getSkippedOperations().contains(operation);
    }

    /** The columns by whose values a table's events are keyed: those that the route names, or else the table's own; none without either. */
    List<String> keyOf(SourceTable table) {
        Key.KeyMapper named = debezium.getKeyMapper();
        if (named == null) {
            return table.key().columns();
        }
        TableEditor editor = Table.editor()
                .tableId(new TableId(
                        route.getDatabaseDbname(),
                        table.name().schema(),
                        table.name().table()));
        table.columns()
                .forEach(column -> editor.addColumn(
                        Column.editor().name(column).type("text").create()));
        editor.setPrimaryKeyNames(table.key().columns());
        return named.getKeyKolumns(editor.create()).stream().map(Column::name).toList();
    }

    /** Whether Debezium itself sets replica identities when it starts. */
    boolean setsIdentities() {
        String values = route.getReplicaIdentityAutosetValues();
        return values != null && !values.isBlank();
    }

    /** Whether a snapshot reads the table by a statement of the route's own. */
    boolean selectsByItself(TableName table) {
        return debezium.getSnapshotSelectOverridesByTable()
                .containsKey(new TableId(null, table.schema(), table.table()));
    }

    /** The topics besides the tables': of heartbeats, of transactions, as far as there are any. */
    List<String> otherTopics() {
        TopicNamingStrategy<?> naming = debezium.getTopicNamingStrategy(CommonConnectorConfig.TOPIC_NAMING_STRATEGY);
        List<String> topics = new ArrayList<>();
        if (!debezium.getHeartbeatInterval().isZero()) {
            topics.add(naming.heartbeatTopic());
        }
        if (debezium.shouldProvideTransactionMetadata()) {
            topics.add(naming.transactionTopic());
        }
        return topics;
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

    /**
     * What a publication that is made gets, to follow its statement: empty, or {@code WITH (…)}.
     *
     * @param generated whether it has to publish stored generated columns
     */
    String publicationOptions(boolean generated) {
        List<String> options = new ArrayList<>();
        if (debezium.isPublishViaPartitionRoot()) {
            options.add("publish_via_partition_root = true");
        }
        List<String> published = new ArrayList<>();
        PUBLISHED.forEach((name, operation) -> {
            if (!skips(operation)) {
                published.add(name);
            }
        });
        if (published.size() < PUBLISHED.size()) {
            options.add("publish = '" + String.join(", ", published) + "'");
        }
        if (generated) {
            options.add(GeneratedColumns.PUBLISHED);
        }
        return options.isEmpty() ? "" : " WITH (" + String.join(", ", options) + ")";
    }

    /** Whether a connector whose offset is put aside takes a new snapshot by itself. */
    boolean fillsGaps() {
        return switch (snapshotMode()) {
            case "when_needed", "always" -> true;
            case "configuration_based" ->
                route.isSnapshotModeConfigurationBasedSnapshotOnDataError()
                        && route.isSnapshotModeConfigurationBasedSnapshotData();
            default -> false;
        };
    }

    /** Whether the slot's positions are confirmed by Debezium alone, for what Kafka has. */
    boolean confirmsItself() {
        return debezium.getLsnFlushMode() == PostgresConnectorConfig.LsnFlushMode.CONNECTOR;
    }

    long statusIntervalMillis() {
        return route.getStatusUpdateIntervalMs();
    }

    private String snapshotMode() {
        return route.getSnapshotMode().strip().toLowerCase(Locale.ROOT);
    }
}
