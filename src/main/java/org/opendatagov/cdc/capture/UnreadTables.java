package org.opendatagov.cdc.capture;

import java.util.List;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.continuity.SourceWatch;
import org.opendatagov.cdc.refusal.Refused;

/**
 * Says which tables are captured without the rows that they had before, and has them read where the route asks for it. For one run of a
 * connector and one thread.
 */
class UnreadTables {

    private static final Logger LOG = Logger.getLogger(UnreadTables.class);

    private final SourceWatch watch;
    private final ConnectorLife life;
    private final SnapshotDesk snapshots;
    private final boolean readByItself;
    private List<String> asked = List.of();

    /**
     * @param watch what knows them, or null when the connector reads no stream
     * @param readByItself whether a snapshot on demand of them is begun
     */
    UnreadTables(SourceWatch watch, ConnectorLife life, SnapshotDesk snapshots, boolean readByItself) {
        this.watch = watch;
        this.life = life;
        this.snapshots = snapshots;
        this.readByItself = readByItself;
    }

    /** To be called now and then while the connector streams. */
    void look() {
        if (watch == null) {
            return;
        }
        List<String> unread = watch.unread();
        life.showUnread(unread);
        // Each set of tables once: one that can't be read mustn't be asked for again and again.
        if (readByItself
                && !unread.isEmpty()
                && !unread.equals(asked)
                && life.status().snapshot() == null) {
            asked = unread;
            try {
                snapshots.start(unread.stream()
                        .map(table -> new SnapshotTable(table, null))
                        .toList());
            } catch (Refused e) {
                LOG.warnf("The rows of %s can't be read by a snapshot: %s", String.join(", ", unread), e.getMessage());
            }
        }
    }
}
