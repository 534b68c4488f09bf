package org.opendatagov.cdc.capture.continuity;

import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.StoredPosition;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Whether the stream continues where the connector left off. It does when server, timeline, slot and publication are those that the
 * offset was stored with, and the slot hasn't been read past it; otherwise this names the gap.
 *
 * <p>An offset without an identity, as Kafka Connect writes it, says only how far it reaches; the rest is taken as it is found.
 */
public class Continuity {

    private final SourceDatabase database;
    private final CaptureOptions options;
    private final SourceQuestions questions;
    private final boolean confirmsItself;

    /**
     * @param questions what has to be asked of the server beside its identity
     * @param confirmsItself whether nobody but the connector confirms the slot's positions, so that one beyond the stored offset isn't
     *     the connector's
     */
    public Continuity(
            SourceDatabase database, CaptureOptions options, SourceQuestions questions, boolean confirmsItself) {
        this.database = database;
        this.options = options;
        this.questions = questions;
        this.confirmsItself = confirmsItself;
    }

    /**
     * Compares a stored offset with the source as it is.
     *
     * @param offset the connector's offset, null when it has none
     * @param now the source
     * @param slot its slot, or null when there is none
     * @return null when the stream is without a gap, or when there is no offset to continue from
     */
    public StreamGap gap(Map<String, Object> offset, SourceIdentity now, SlotPosition slot) {
        Long reached = StoredPosition.reached(offset);
        if (reached == null) {
            return null;
        }
        StreamGap found = StreamGap.in(offset);
        if (found != null) {
            return found;
        }
        SourceIdentity kept = SourceIdentity.in(offset);
        StreamGap gap = kept == null ? null : server(kept, now, reached);
        if (gap == null) {
            gap = wal(now, reached);
        }
        if (gap == null) {
            gap = slot(slot, StoredPosition.of(offset), reached, now, kept != null);
        }
        return gap == null && kept != null ? publication(kept, now) : gap;
    }

    /** Compares two looks at a publication. */
    StreamGap publication(SourceIdentity kept, SourceIdentity now) {
        return kept.publication() == null ? null : new PublicationContinuity(database, questions).gap(kept, now);
    }

    private StreamGap server(SourceIdentity kept, SourceIdentity now, long reached) {
        if (kept.system() != null && now.system() != null && !kept.system().equals(now.system())) {
            return all(
                    database + " is another server (system identifier " + now.system()
                            + ") than the one that connector " + options.connector() + " has read (" + kept.system()
                            + ")",
                    reached,
                    now.seen());
        }
        if (kept.timeline() == 0 || now.timeline() == 0 || kept.timeline() == now.timeline()) {
            return null;
        }
        Long end = kept.timeline() < now.timeline()
                ? questions.timelines(now.timeline()).endOf(kept.timeline())
                : null;
        if (end == null) {
            return all(
                    database + " is on timeline " + now.timeline() + ", which doesn't descend from timeline "
                            + kept.timeline() + ", where connector " + options.connector() + " left off",
                    reached,
                    now.seen());
        }
        return Long.compareUnsigned(reached, end) <= 0
                ? null
                : all(
                        database + " went over to timeline " + now.timeline() + " at LSN " + lsn(end)
                                + ", before LSN " + lsn(reached) + ", where connector " + options.connector()
                                + " left off on timeline " + kept.timeline(),
                        end,
                        now.seen());
    }

    /** On a standby it may be still to come. */
    private StreamGap wal(SourceIdentity now, long reached) {
        return Long.compareUnsigned(now.seen(), reached) >= 0 || questions.isStandby()
                ? null
                : all(
                        "the WAL of " + database + " ends before LSN " + lsn(reached) + ", where connector "
                                + options.connector() + " left off, so it has been set back or is another server",
                        now.seen(),
                        0);
    }

    private StreamGap slot(SlotPosition slot, long resumed, long reached, SourceIdentity now, boolean ours) {
        String subject = "replication slot '" + options.slot() + "' of " + database;
        if (slot == null) {
            return all(subject + " is gone", resumed, now.seen());
        }
        if (slot.restart() != null && Long.compareUnsigned(slot.restart(), resumed) > 0) {
            return all(
                    subject + " begins at LSN " + lsn(slot.restart()) + ", after the one where the connector left off",
                    resumed,
                    Math.max(slot.restart(), slot.confirmed() == null ? 0 : slot.confirmed()));
        }
        if (ours && confirmsItself && slot.confirmed() != null && Long.compareUnsigned(slot.confirmed(), reached) > 0) {
            return all(
                    subject + " has been read or advanced by somebody else, to LSN " + lsn(slot.confirmed())
                            + ", past the one where the connector left off",
                    reached,
                    slot.confirmed());
        }
        return null;
    }

    private static StreamGap all(String cause, long from, long to) {
        return new StreamGap(cause, from, to, List.of());
    }

    private static String lsn(long position) {
        return LogSequenceNumber.valueOf(position).asString();
    }
}
