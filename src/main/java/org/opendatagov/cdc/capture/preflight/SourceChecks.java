package org.opendatagov.cdc.capture.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.HypertableCatalog;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;

/** The checks of the source database in their order, each group with what the ones before it have found. */
class SourceChecks {

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final DebeziumRules rules;
    private final Catalog catalog;
    private final ServerFacts server;
    private final SlotState slot;

    /** Looks at the server and the slot, as they are now. */
    SourceChecks(SourceDatabase database, CaptureOptions options, DebeziumRules rules, Connection session)
            throws SQLException {
        this.database = database;
        this.options = options;
        this.rules = rules;
        this.catalog = new Catalog(session);
        this.server = ServerFacts.read(catalog);
        this.slot = isSupported() ? SlotState.read(catalog, options.slot()) : null;
    }

    private boolean isSupported() {
        return !new ServerChecks(database, server).version().needsMending();
    }

    /**
     * Adds all but what has to do with the slot.
     *
     * @return the captured tables, chunks left out
     */
    List<TableName> addTo(List<PreflightCheck> checks) throws SQLException {
        ServerChecks serverChecks = new ServerChecks(database, server);
        checks.add(serverChecks.version());
        if (!isSupported()) {
            return List.of();
        }
        if (rules.streams()) {
            checks.addAll(serverChecks.capacity(catalog, slot));
        }
        SessionChecks sessions = new SessionChecks(database, server);
        checks.add(sessions.replication(catalog));
        checks.add(sessions.timeouts(rules.statusIntervalMillis()));
        return tables(checks).stream().map(SourceTable::name).toList();
    }

    /**
     * Checks the slot.
     *
     * @param storedLsn up to where the connector has processed the WAL, read after this object was made: a slot that goes on
     *     meanwhile must not seem to have left it behind; null when there is no offset
     * @param mayRead whether the connector itself may be the slot's reader at this moment
     */
    List<PreflightCheck> slot(Long storedLsn, boolean mayRead) {
        return rules.streams() && isSupported()
                ? new SlotChecks(database, options, rules, server).checks(slot, storedLsn, mayRead)
                : List.of();
    }

    private List<SourceTable> tables(List<PreflightCheck> checks) throws SQLException {
        Set<TableName> chunks = Set.of();
        Set<String> chunkSchemas = options.hypertables() ? Set.of(HypertableCatalog.CHUNK_SCHEMA) : Set.of();
        if (options.hypertables()) {
            HypertableChecks hypertables = new HypertableChecks(database, options, rules);
            PreflightCheck found = hypertables.catalog(catalog);
            checks.add(found);
            if (!found.needsMending()) {
                checks.add(hypertables.chunks(catalog));
                chunks = hypertables.allChunks(catalog);
                chunkSchemas = hypertables.chunkSchemas(catalog);
            }
        }
        List<SourceTable> all = SourceTable.all(catalog);
        List<SourceTable> withChunks =
                all.stream().filter(table -> rules.captures(table.name())).toList();
        Set<TableName> allChunks = chunks;
        List<SourceTable> captured = withChunks.stream()
                .filter(table -> !table.isChunk() && !allChunks.contains(table.name()))
                .toList();
        checks.addAll(new IncludeList(database, options).matches(all));
        checks.addAll(new TableChecks(database, options.place(), withChunks).checks());
        checks.addAll(new ReplicaIdentityChecks(rules, options.place(), withChunks).checks());
        if ("pgoutput".equals(options.plugin()) && rules.streams()) {
            checks.addAll(new PublicationChecks(database, options, rules, server, chunkSchemas)
                    .checks(catalog, captured, all));
        }
        return captured;
    }
}
