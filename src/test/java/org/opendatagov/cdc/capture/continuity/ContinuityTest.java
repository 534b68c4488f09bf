package org.opendatagov.cdc.capture.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.opendatagov.cdc.capture.connector.CaptureOptions;
import org.opendatagov.cdc.capture.connector.EventFormat;
import org.opendatagov.cdc.capture.connector.OptionsPlace;
import org.opendatagov.cdc.capture.connector.SourceDatabase;

class ContinuityTest {

    private static final SlotPosition SLOT = new SlotPosition(50L, 90L);
    private static final PublicationIdentity PUBLICATION = publication(7, "700", 10, Map.of(1L, 11L, 2L, 12L));

    private final CaptureOptions options = new CaptureOptions(
            "odg",
            "cdc.odg",
            "slot",
            "pgoutput",
            "p",
            "disabled",
            List.of(),
            false,
            true,
            EventFormat.JSON,
            OptionsPlace.ROUTE);
    private final Questions questions = new Questions();
    private final Continuity continuity = new Continuity(
            new SourceDatabase("cdc.odg", "db", 5432, "odg", "cdc", "secret", "prefer"), options, questions, true);

    @Test
    void theSameIsWithoutAGap() {
        assertThat(gap(source(PUBLICATION, 200), SLOT)).isNull();
        assertThat(continuity.gap(null, source(PUBLICATION, 200), null)).isNull();
    }

    @Test
    void aConfirmedPositionUpToTheLastCommitIsTheConnectorsOwn() {
        assertThat(gap(source(PUBLICATION, 200), new SlotPosition(50L, 110L))).isNull();
        assertThat(gap(source(PUBLICATION, 200), new SlotPosition(50L, 111L)).sentence())
                .isEqualTo(
                        "replication slot 'slot' of PostgreSQL at db:5432/odg has been read or advanced by somebody else,"
                                + " to LSN 0/6F, past the one where the connector left off: the stream has a gap from LSN 0/6E to"
                                + " LSN 0/6F");
    }

    @Test
    void kafkaConnectMayHaveConfirmedMoreThanItHasStored() {
        Map<String, Object> offset = offset();
        offset.remove(SourceIdentity.ENTRY);

        assertThat(continuity.gap(offset, source(PUBLICATION, 200), new SlotPosition(50L, 150L)))
                .isNull();
        assertThat(continuity.gap(offset, source(null, 200), new SlotPosition(101L, 150L)))
                .isNotNull();
    }

    @Test
    void aServerOfAnotherIdentifier() {
        assertThat(gap(new SourceIdentity("2", 1, "odg", "slot", PUBLICATION, null, 200), SLOT)
                        .cause())
                .contains("is another server (system identifier 2)");
    }

    @Test
    void aHigherTimelineContinuesWhereItBranchedOffLater() {
        SourceIdentity promoted = new SourceIdentity("1", 2, "odg", "slot", PUBLICATION, null, 200);
        questions.history = new TimelineHistory(Map.of(1, 110L));
        assertThat(gap(promoted, SLOT)).isNull();

        questions.history = new TimelineHistory(Map.of(1, 109L));
        assertThat(gap(promoted, SLOT).cause()).contains("went over to timeline 2 at LSN 0/6D");
        assertThat(gap(promoted, SLOT).from()).isEqualTo(109);

        questions.history = new TimelineHistory(Map.of());
        assertThat(gap(promoted, SLOT).cause()).contains("doesn't descend from timeline 1");
    }

    @Test
    void aWalThatEndsBeforeTheOffset() {
        assertThat(gap(source(PUBLICATION, 109), SLOT).cause()).contains("ends before LSN 0/6E");

        questions.standby = true;
        assertThat(gap(source(PUBLICATION, 109), SLOT)).isNull();
    }

    /** A server that was set back writes on, and its WAL is soon long enough again. */
    @Test
    void aGapThatMayNotShowAgainStaysWithTheOffset() {
        StreamGap found = gap(source(PUBLICATION, 109), SLOT);

        assertThat(found.isPassing()).isTrue();
        assertThat(continuity.gap(found.addTo(offset()), source(PUBLICATION, 200), SLOT))
                .isEqualTo(found);
    }

    @Test
    void aPublicationUnderAnotherIdOrName() {
        assertThat(gap(source(publication(8, "700", 10, PUBLICATION.tables()), 200), SLOT)
                        .cause())
                .isEqualTo("publication 'p' of PostgreSQL at db:5432/odg has been dropped and made anew");
        assertThat(gap(source(null, 200), SLOT).cause()).endsWith(" has been dropped");
    }

    @Test
    void anAlteredPublicationIsAGapUnlessItCanBeSeenWhatWasAltered() {
        assertThat(gap(source(publication(7, "701", 10, PUBLICATION.tables()), 200), SLOT)
                        .cause())
                .endsWith(" has been altered and set back");
        assertThat(gap(source(publication(7, "701", 11, PUBLICATION.tables()), 200), SLOT))
                .isNull();
        PublicationIdentity withGenerated = new PublicationIdentity(
                "p",
                7,
                "701",
                10,
                false,
                false,
                "s",
                Set.of("insert", "update", "delete"),
                Map.of(),
                PUBLICATION.tables());
        assertThat(gap(source(withGenerated, 200), SLOT)).isNull();
    }

    @Test
    void aTableThatWasTakenOutIsAGapIfItIsStillThereAndCovered() {
        questions.uncovered = List.of("public.b");
        assertThat(gap(source(publication(7, "700", 10, Map.of(1L, 11L)), 200), SLOT)
                        .sentence())
                .endsWith(
                        "leaves out some of its tables now: the stream has a gap from LSN 0/64 to LSN 0/C8 in public.b");
        assertThat(gap(source(publication(7, "700", 10, Map.of(1L, 11L, 2L, 13L)), 200), SLOT)
                        .cause())
                .endsWith("has left out some of its tables for a while");

        questions.uncovered = List.of();
        assertThat(gap(source(publication(7, "700", 10, Map.of(1L, 11L)), 200), SLOT))
                .isNull();
    }

    @Test
    void moreTablesAreNoGap() {
        assertThat(gap(source(publication(7, "700", 10, Map.of(1L, 11L, 2L, 12L, 3L, 13L)), 200), SLOT))
                .isNull();
    }

    private StreamGap gap(SourceIdentity now, SlotPosition slot) {
        return continuity.gap(offset(), now, slot);
    }

    /** Of an event of a transaction that began before the last commit. */
    private static Map<String, Object> offset() {
        return new HashMap<>(Map.of(
                "lsn",
                100L,
                "lsn_proc",
                100L,
                "lsn_commit",
                110L,
                SourceIdentity.ENTRY,
                source(PUBLICATION, 100).toText()));
    }

    private static SourceIdentity source(PublicationIdentity publication, long seen) {
        return new SourceIdentity("1", 1, "odg", "slot", publication, null, seen);
    }

    private static PublicationIdentity publication(long oid, String version, long owner, Map<Long, Long> tables) {
        return new PublicationIdentity(
                "p", oid, version, owner, false, false, "n", Set.of("insert", "update", "delete"), Map.of(), tables);
    }

    private static final class Questions implements SourceQuestions {
        private boolean standby;
        private TimelineHistory history = new TimelineHistory(Map.of());
        private List<String> uncovered = List.of();

        @Override
        public boolean isStandby() {
            return standby;
        }

        @Override
        public TimelineHistory timelines(int timeline) {
            return history;
        }

        @Override
        public List<String> uncovered(Collection<Long> tables, Collection<Long> schemas, Set<Long> stillCovered) {
            return uncovered;
        }
    }
}
