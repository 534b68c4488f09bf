package org.opendatagov.cdc.capture.connector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The right to capture one slot, held as a PostgreSQL advisory lock by a session of its own. It ends with the session: at
 * once when the process dies, and after {@link #LEASE} when the process stands still, since PostgreSQL then ends the idle
 * session. So whoever leads has to ask the server for something within the lease, and knows by its own clock for how long
 * nobody else can lead.
 */
public class Leadership implements AutoCloseable {

    /** How long a session may be idle; PostgreSQL's {@code idle_session_timeout}. */
    public static final Duration LEASE = Duration.ofSeconds(10);

    /** How often it asks. */
    private static final Duration PROBE = Duration.ofSeconds(1);

    /** For the clocks' difference, and what is under way when the lease ends. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    /** How often it asks until whoever watches the source has seen what the first batch waits for. */
    private static final Duration FIRST_PROBES = Duration.ofMillis(200);

    private static final int FIRST_WITH_IDLE_TIMEOUT = 14;

    private final SourceDatabase database;
    private final String slot;
    private final SessionName name;
    private final CountDownLatch over = new CountDownLatch(1);
    private Connection session;
    private long proven;
    private CaptureProblem loss;
    private volatile boolean slotActive;
    private volatile Watch watch;

    /** Looks at the source with each question to the server. */
    public interface Watch {

        /**
         * Looks.
         *
         * @throws CaptureProblem when the lead has to end
         */
        void look(Connection session) throws SQLException;

        /** Whether it has seen what it waits for, so that it need not look as often as at first. */
        boolean isSettled();
    }

    /**
     * @param connector who is to lead, by which its other replicas are told from other connectors
     */
    public Leadership(SourceDatabase database, String slot, String connector) {
        this.database = database;
        this.slot = slot;
        this.name = new SessionName(connector);
    }

    /** What the lock's number is made of, by {@code hashtextextended(…, 0)}. */
    public static String lockName(String slot) {
        return "opendatagov-cdc/" + slot;
    }

    /**
     * Takes the lead if nobody has it.
     *
     * @return whether this process leads now
     */
    public boolean tryAcquire() {
        long asked = System.nanoTime();
        try {
            if (session == null || session.isClosed()) {
                session = database.connect();
                name.give(session);
                limitIdleTime();
            }
            try (PreparedStatement query =
                    session.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
                query.setString(1, lockName(slot));
                try (ResultSet result = query.executeQuery()) {
                    boolean acquired = result.next() && result.getBoolean(1);
                    if (acquired) {
                        prove(asked);
                    }
                    return acquired;
                }
            }
        } catch (SQLException e) {
            close();
            throw database.problem(e);
        }
    }

    /**
     * The other connector that has the lead of this slot, or null when this connector's own replica has it, or nobody any more. After {@link
     * #tryAcquire} has said no.
     */
    public String otherConnector() {
        try {
            return name.other(session, lockName(slot));
        } catch (SQLException e) {
            close();
            throw database.problem(e);
        }
    }

    private void limitIdleTime() throws SQLException {
        if (session.getMetaData().getDatabaseMajorVersion() < FIRST_WITH_IDLE_TIMEOUT) {
            return;
        }
        try (Statement statement = session.createStatement()) {
            statement.execute("SET idle_session_timeout = " + LEASE.toMillis());
        }
    }

    /** The session that holds the lock. */
    public Connection session() {
        return session;
    }

    /**
     * Keeps the lead by asking the server again and again, until it is lost or given up. For a thread of its own.
     *
     * @param progress what lets the slot go on meanwhile
     */
    public void keep(SlotProgress progress) {
        Connection held = session;
        try {
            do {
                probe(held);
                progress.push(held);
                if (watch != null) {
                    watch.look(held);
                }
            } while (!over.await(pause().toMillis(), TimeUnit.MILLISECONDS));
        } catch (SQLException e) {
            lose(database.problem(e));
        } catch (CaptureProblem e) {
            lose(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lose(new CaptureProblem.Passing("this process gives up the lead of slot " + slot));
        } catch (RuntimeException | Error e) {
            // Nobody would renew the lease any more, and the run would wait for ever.
            lose(new CaptureProblem("the lead of slot " + slot + " can't be kept: " + e, e));
        }
    }

    private Duration pause() {
        return watch != null && watch.isSettled() ? PROBE : FIRST_PROBES;
    }

    /** Lets somebody look at the source from now on, while the lead is kept. */
    public void watch(Watch next) {
        watch = next;
    }

    private void probe(Connection held) throws SQLException {
        long asked = System.nanoTime();
        // A slot that is still being made, which waits for the transactions that are open, is active and has confirmed
        // nothing.
        try (PreparedStatement query = held.prepareStatement(
                "SELECT active AND confirmed_flush_lsn IS NOT NULL FROM pg_replication_slots WHERE slot_name = ?")) {
            query.setString(1, slot);
            try (ResultSet result = query.executeQuery()) {
                slotActive = result.next() && result.getBoolean(1);
                prove(asked);
            }
        }
    }

    /**
     * Whether something read the slot a moment ago, which is so while its changes are being streamed.
     *
     * @throws CaptureProblem when the session, and with it the lead, is lost
     */
    public synchronized boolean isSlotActive() {
        if (loss != null) {
            throw loss;
        }
        return slotActive;
    }

    /**
     * Waits until the lead is certain, as it is not when this process has stood still. To be called before anything is written.
     *
     * @throws CaptureProblem when it is lost
     */
    public synchronized void awaitCertain() throws InterruptedException {
        while (loss == null && System.nanoTime() - proven > LEASE.minus(MARGIN).toNanos()) {
            wait(LEASE.toMillis());
        }
        if (loss != null) {
            throw loss;
        }
    }

    private synchronized void prove(long asked) {
        proven = asked;
        notifyAll();
    }

    private synchronized void lose(CaptureProblem why) {
        if (loss == null) {
            loss = why;
        }
        over.countDown();
        notifyAll();
    }

    @Override
    public void close() {
        lose(new CaptureProblem.Passing("this process has given up the lead of slot " + slot));
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                // The server has closed it already, and with it the lock.
            }
            session = null;
        }
    }
}
