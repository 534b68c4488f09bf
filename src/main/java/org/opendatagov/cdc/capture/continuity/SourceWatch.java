package org.opendatagov.cdc.capture.continuity;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.Catalog;
import org.opendatagov.cdc.capture.connector.Leadership;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.TableName;

/**
 * Looks at the source again and again while a connector runs, and ends its lead at a gap, so that nothing more is written. What it has seen
 * last goes into each offset.
 *
 * <p>The first look of a run may come before there is a publication or a slot, which Debezium then makes; it counts from when both
 * are there.
 */
public class SourceWatch implements Leadership.Watch {

    private static final String NAME = """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ?::bigint::oid""";

    private static final String SLOT_EXISTS = "EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = ?)";

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final SourceLook look;
    private final Predicate<TableName> captured;
    private final String wayBack;
    private TablesSeen tables;
    private SourceIdentity kept;
    private SourceIdentity current;

    /** What goes into each offset, since it is asked for with each batch; null when it has to be written anew. */
    private String entry;

    /**
     * @param kept the identity with which the run starts, or null when there is none yet
     * @param tables the tables that are captured at the start of the run
     * @param captured whether changes under a name are captured
     * @param wayBack what to do about a gap, for its sentence
     */
    public SourceWatch(
            SourceDatabase database,
            CaptureOptions options,
            SourceIdentity kept,
            TablesSeen tables,
            Predicate<TableName> captured,
            String wayBack) {
        this.database = database;
        this.options = options;
        this.look = new SourceLook(options, captured);
        this.kept = kept;
        this.tables = tables;
        this.captured = captured;
        this.wayBack = wayBack;
    }

    @Override
    public boolean isSettled() {
        return identity() != null;
    }

    @Override
    public void look(Connection session) throws SQLException {
        SourceIdentity now = look.at(session);
        if (kept == null) {
            boolean published = now.publication() != null || !"pgoutput".equals(options.plugin());
            if (published && new Catalog(session).holds(SLOT_EXISTS, options.slot())) {
                use(now);
            }
            return;
        }
        StreamGap gap = new Continuity(database, options, new CatalogQuestions(database, session, captured), false)
                .publication(kept, now);
        if (gap != null) {
            throw new GapProblem(gap, wayBack);
        }
        count(now);
        use(now.orAsIn(kept));
    }

    /** A table that is published from now on may have rows from before. */
    private void count(SourceIdentity now) throws SQLException {
        if (kept.publication() == null || now.publication() == null) {
            return;
        }
        for (long table : now.publication().tables().keySet()) {
            if (!kept.publication().tables().containsKey(table) && !isKnown(table)) {
                count(table);
            }
        }
    }

    private void count(long table) throws SQLException {
        // In a session of its own: the table may be locked for long, and the other one keeps the lead.
        try (Connection session = database.connect()) {
            TableName name =
                    new Catalog(session).row(NAME, row -> new TableName(row.getString(1), row.getString(2)), table);
            if (name != null && captured.test(name)) {
                add(table, TableCensus.hasRows(session, name) ? name.toString() : null);
            }
        }
    }

    private synchronized boolean isKnown(long table) {
        return tables.known().contains(table);
    }

    private synchronized void add(long table, String unread) {
        tables = tables.with(table, unread);
        entry = null;
    }

    /** The tables that have rows which nobody has read. */
    public synchronized List<String> unread() {
        return tables.unread();
    }

    /** Takes note of tables that a snapshot on demand reads. */
    public synchronized void read(Collection<String> names) {
        if (tables.unread().stream().anyMatch(names::contains)) {
            tables = tables.read(names);
            entry = null;
        }
    }

    private synchronized void use(SourceIdentity now) {
        kept = now;
        current = now;
        entry = null;
        notifyAll();
    }

    /** What was seen last and is known to be without a gap since the run began; null before that. */
    public synchronized SourceIdentity identity() {
        return current == null ? null : current.with(tables);
    }

    /** The same as the text of {@link SourceIdentity#ENTRY}; null before that. */
    public synchronized String entry() {
        if (entry == null && current != null) {
            entry = current.with(tables).toText();
        }
        return entry;
    }

    /**
     * Waits for the first look that counts.
     *
     * @return what it saw, or null when there was none in time
     */
    public synchronized SourceIdentity await(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (current == null) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        return current.with(tables);
    }
}
