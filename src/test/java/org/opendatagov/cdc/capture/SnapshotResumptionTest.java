package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotResumptionTest {

    private final SnapshotResumption resumption = new SnapshotResumption();

    @Test
    void aSnapshotThatTenRunsHaveEndedAtIsLeftOutAndSaysSo() {
        for (int run = 0; run < 10; run++) {
            assertThat(resumption.of(offset("a", "row 1"))).isEqualTo(offset("a", "row 1"));
        }

        assertThat(resumption.of(offset("a", "row 1")))
                .isEqualTo(Map.of(
                        "lsn",
                        5L,
                        "opendatagov_snapshot",
                        "{\"request\":null,\"incomplete\":{\"public.t\":\"10 runs have ended at the same row of the"
                                + " snapshot\"}}"));
    }

    @Test
    void oneThatGoesOnBetweenTheRunsIsNot() {
        for (int run = 0; run < 30; run++) {
            Map<String, Object> offset = offset("a", "row " + run);
            assertThat(resumption.of(offset)).isEqualTo(offset);
        }
    }

    @Test
    void aRunWithoutOneCountsFromTheStart() {
        for (int run = 0; run < 30; run++) {
            assertThat(resumption.of(offset("a", "row 1"))).isEqualTo(offset("a", "row 1"));
            assertThat(resumption.of(Map.of("lsn", 5L))).isEqualTo(Map.of("lsn", 5L));
            assertThat(resumption.of(null)).isNull();
        }
    }

    private static Map<String, Object> offset(String id, String key) {
        return Map.of(
                "lsn",
                5L,
                "opendatagov_snapshot_rows",
                20L,
                "incremental_snapshot_collections",
                "[{\"incremental_snapshot_collections_id\":\"public.t\"}]",
                "incremental_snapshot_correlation_id",
                id,
                "incremental_snapshot_primary_key",
                key);
    }
}
