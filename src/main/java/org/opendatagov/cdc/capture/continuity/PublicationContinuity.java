package org.opendatagov.cdc.capture.continuity;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

/**
 * Whether a publication has published the same all the while between two looks. A table that was taken out and put in again between them
 * has a new membership, which tells.
 */
class PublicationContinuity {

    private final SourceDatabase database;
    private final SourceQuestions questions;

    PublicationContinuity(SourceDatabase database, SourceQuestions questions) {
        this.database = database;
        this.questions = questions;
    }

    StreamGap gap(SourceIdentity kept, SourceIdentity now) {
        PublicationIdentity before = kept.publication();
        PublicationIdentity after = now.publication();
        String subject = "publication '" + before.name() + "' of " + database;
        if (after == null) {
            return gap(subject + " has been dropped", kept, now, List.of());
        }
        if (!before.isSame(after)) {
            return gap(
                    before.name().equals(after.name())
                            ? subject + " has been dropped and made anew"
                            : subject + " has been exchanged for '" + after.name() + "'",
                    kept,
                    now,
                    List.of());
        }
        List<String> operations = before.operationsLost(after);
        if (!operations.isEmpty()) {
            return gap(
                    subject + " doesn't publish " + String.join(", ", operations) + " any more", kept, now, List.of());
        }
        if (before.isAlteredWithoutATrace(after)) {
            return gap(subject + " has been altered and set back", kept, now, List.of());
        }
        return memberships(subject, kept, now);
    }

    private StreamGap memberships(String subject, SourceIdentity kept, SourceIdentity now) {
        PublicationIdentity before = kept.publication();
        PublicationIdentity after = now.publication();
        Set<Long> tables = lost(before.tables(), after.tables());
        Set<Long> schemas = lost(before.schemas(), after.schemas());
        if (tables.isEmpty() && schemas.isEmpty()) {
            return null;
        }
        Set<Long> remaining = new HashSet<>(before.tables().keySet());
        remaining.addAll(before.schemas().keySet());
        remaining.removeAll(tables);
        remaining.removeAll(schemas);
        List<String> uncovered = questions.uncovered(tables, schemas, remaining);
        if (uncovered.isEmpty()) {
            return null;
        }
        boolean back = after.allTables()
                || (after.tables().keySet().containsAll(tables)
                        && after.schemas().keySet().containsAll(schemas));
        return gap(
                subject
                        + (back
                                ? " has left out some of its tables for a while"
                                : " leaves out some of its tables now"),
                kept,
                now,
                uncovered);
    }

    private static Set<Long> lost(Map<Long, Long> before, Map<Long, Long> after) {
        Set<Long> lost = new HashSet<>();
        before.forEach((member, membership) -> {
            if (!Objects.equals(after.get(member), membership)) {
                lost.add(member);
            }
        });
        return lost;
    }

    private static StreamGap gap(String cause, SourceIdentity kept, SourceIdentity now, List<String> tables) {
        return new StreamGap(cause, kept.seen(), now.seen(), tables);
    }
}
