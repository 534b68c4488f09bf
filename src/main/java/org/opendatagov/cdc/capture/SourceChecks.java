package org.opendatagov.cdc.capture;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** The checks of the source database in their order, each group with what the ones before it have found. */
class SourceChecks {

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final DebeziumRules rules;

    SourceChecks(SourceDatabase database, CaptureOptions options, DebeziumRules rules) {
        this.database = database;
        this.options = options;
        this.rules = rules;
    }

    /**
     * Adds what it finds to the checks.
     *
     * @return the captured tables, chunks left out
     */
    List<TableName> addTo(List<PreflightCheck> checks, Catalog catalog, Supplier<Long> storedLsn, boolean mayRead)
            throws SQLException {
        ServerFacts server = ServerFacts.read(catalog);
        ServerChecks serverChecks = new ServerChecks(database, server);
        PreflightCheck version = serverChecks.version();
        checks.add(version);
        if (version.needsMending()) {
            return List.of();
        }
        // Before the offset: a slot that goes on meanwhile must not seem to have left the offset behind.
        SlotState slot = SlotState.read(catalog, options.slot());
        Long stored = storedLsn.get();
        if (rules.streams()) {
            checks.addAll(serverChecks.capacity(catalog, slot));
        }
        SessionChecks sessions = new SessionChecks(database, server);
        checks.add(sessions.replication(catalog));
        checks.add(sessions.timeouts(rules.statusIntervalMillis()));
        List<SourceTable> captured = tables(checks, catalog, server);
        if (rules.streams()) {
            checks.addAll(new SlotChecks(database, options, rules, server).checks(slot, stored, mayRead));
        }
        return captured.stream().map(SourceTable::name).toList();
    }

    private List<SourceTable> tables(List<PreflightCheck> checks, Catalog catalog, ServerFacts server)
            throws SQLException {
        if (options.hypertables()) {
            HypertableChecks hypertables = new HypertableChecks(database, options, rules);
            PreflightCheck found = hypertables.catalog(catalog);
            checks.add(found);
            if (!found.needsMending()) {
                checks.add(hypertables.chunks(catalog));
            }
        }
        List<SourceTable> all = SourceTable.all(catalog);
        List<SourceTable> withChunks =
                all.stream().filter(table -> rules.captures(table.name())).toList();
        List<SourceTable> captured =
                withChunks.stream().filter(table -> !table.isChunk()).toList();
        checks.addAll(new IncludeList(database, options).matches(all));
        checks.addAll(new TableChecks(database, withChunks).checks());
        checks.addAll(new ReplicaIdentityChecks(rules, withChunks).checks());
        if ("pgoutput".equals(options.plugin()) && rules.streams()) {
            checks.addAll(new PublicationChecks(database, options, rules, server).checks(catalog, captured, all));
        }
        return captured;
    }
}
