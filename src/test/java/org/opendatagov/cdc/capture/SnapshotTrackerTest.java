package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the offset alone tells; the rest needs Debezium's events, and is tested on real servers. */
class SnapshotTrackerTest {

    private static final SnapshotTables TABLES =
            new SnapshotTables(List.of("public.a", "public.b"), Map.of("public.a", 100L, "public.b", 0L));

    @Test
    void theOffsetTellsHowFarASnapshotOnDemandIs() {
        assertThat(SnapshotTracker.at(offset("[" + table("public.b", "null") + "]", "x/3/1700000000000/9"), TABLES))
                .isEqualTo(
                        new SnapshotProgress(true, 2, 3, "public.b", 20, -1, Instant.ofEpochMilli(1_700_000_000_000L)))
                .hasToString("2 of 3 tables, 20 rows, now public.b");
    }

    @Test
    void theRowsToComeAreKnownOfOneWholeTableAlone() {
        assertThat(SnapshotTracker.at(offset("[" + table("public.a", "null") + "]", "x/1/1/9"), TABLES)
                        .expectedRows())
                .isEqualTo(100);
        assertThat(SnapshotTracker.at(offset("[" + table("public.a", "\"id = 1\"") + "]", "x/1/1/9"), TABLES)
                        .expectedRows())
                .isEqualTo(-1);
    }

    @Test
    void aSnapshotThatAnotherBeganIsFollowedToo() {
        String tables = "[" + table("public.a", "null") + "," + table("public.b", "null") + "]";

        assertThat(SnapshotTracker.at(offset(tables, "another"), TABLES))
                .isEqualTo(new SnapshotProgress(true, 0, 2, "public.a", 20, -1, null));
    }

    @Test
    void withoutTablesThereIsNoSnapshot() {
        assertThat(SnapshotTracker.at(Map.of("lsn", 5L, "opendatagov_snapshot_rows", 20L), TABLES))
                .isNull();
    }

    private static Map<String, Object> offset(String tables, String id) {
        return Map.of(
                "incremental_snapshot_collections", tables,
                "incremental_snapshot_correlation_id", id,
                "opendatagov_snapshot_rows", 20L);
    }

    private static String table(String name, String condition) {
        return "{\"incremental_snapshot_collections_id\":\"" + name
                + "\",\"incremental_snapshot_collections_additional_condition\":" + condition + "}";
    }
}
