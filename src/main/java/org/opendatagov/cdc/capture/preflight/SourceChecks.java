package org.opendatagov.cdc.capture.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
    private final Connection session;
    private final Catalog catalog;
    private final ServerFacts server;
    private final SlotState slot;

    /** Looks at the server and the slot, as they are now. */
    SourceChecks(SourceDatabase database, CaptureOptions options, DebeziumRules rules, Connection session)
            throws SQLException {
        this.database = database;
        this.options = options;
        this.rules = rules;
        this.session = session;
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
     * @param before the object ids of the tables that the connector has captured before
     */
    CheckedTables addTo(List<PreflightCheck> checks, Supplier<Set<Long>> before) throws SQLException {
        ServerChecks serverChecks = new ServerChecks(database, server);
        checks.add(serverChecks.version());
        if (!isSupported()) {
            return CheckedTables.NONE;
        }
        if (rules.streams()) {
            checks.addAll(serverChecks.capacity(catalog, slot));
        }
        SessionChecks sessions = new SessionChecks(database, server);
        checks.add(sessions.replication(catalog));
        checks.add(sessions.timeouts(rules.statusIntervalMillis()));
        SourceTables tables = tables(checks, before);
        return new CheckedTables(names(tables.withoutChunks()), names(tables.leftOut()));
    }

    /**
     * Checks the slot.
     *
     * @param mayRead whether the connector itself may be the slot's reader at this moment
     */
    List<PreflightCheck> slot(boolean mayRead) {
        return rules.streams() && isSupported()
                ? new SlotChecks(database, options, rules, server).checks(slot, mayRead)
                : List.of();
    }

    /**
     * Checks whether the stream continues at an offset.
     *
     * @param offset the connector's, null when it has none; read after this object was made, since a slot that goes on meanwhile must
     *     not seem to have left it behind
     */
    List<PreflightCheck> continuity(Map<String, Object> offset) throws SQLException {
        return rules.streams() && isSupported()
                ? List.of(new ContinuityCheck(database, options, rules, session).check(slot, offset))
                : List.of();
    }

    private static List<TableName> names(List<SourceTable> tables) {
        return tables.stream().map(SourceTable::name).toList();
    }

    private SourceTables tables(List<PreflightCheck> checks, Supplier<Set<Long>> before) throws SQLException {
        Map<TableName, TableName> chunks = Map.of();
        Set<String> chunkSchemas = options.hypertables() ? Set.of(HypertableCatalog.CHUNK_SCHEMA) : Set.of();
        HypertableChecks hypertables = new HypertableChecks(database, options, rules);
        if (options.hypertables()) {
            PreflightCheck found = hypertables.catalog(catalog);
            checks.add(found);
            if (!found.needsMending()) {
                checks.add(hypertables.chunks(catalog));
                checks.addAll(new CompressionChecks(database, catalog).checks(hypertables.captured(catalog)));
                chunks = hypertables.chunksWithOwners(catalog);
                chunkSchemas = hypertables.chunkSchemas(catalog);
            }
        }
        IncludeList list = new IncludeList(database, options);
        ReadRights rights = ReadRights.of(session, options, rules);
        SourceTables tables = SourceTables.of(
                SourceTable.all(catalog),
                chunks,
                rules::captures,
                hypertables::captures,
                table -> table.logged() && rights.suffice(table),
                table -> list.names(table.name()) || before.get().contains(table.id()));
        checks.addAll(list.matches(tables.all()));
        checks.addAll(new TableChecks(database, options.place(), tables, rights).checks());
        checks.addAll(new ReplicaIdentityChecks(rules, options.place(), tables).checks());
        checks.add(new KeyIdentityCheck(rules, tables).check());
        checks.add(new InheritedRowsCheck(rules, tables).check(catalog));
        if ("pgoutput".equals(options.plugin()) && rules.streams()) {
            checks.addAll(
                    new PublicationChecks(database, options, rules, server, chunkSchemas).checks(catalog, tables));
        }
        return tables;
    }
}
