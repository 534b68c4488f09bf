package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.capture.connector.RecordKind;
import org.opendatagov.cdc.capture.connector.RecordOrigin;

/**
 * A search for what nobody has thought of: random transactions, of whose records several events come, with heartbeats and rows of a
 * snapshot on demand between them, and kills at the end of any batch. Debezium is imitated in what matters here: it goes on
 * after the record of the WAL at which the stored offset is, and sends rows of a snapshot ahead of the event whose LSN they bear.
 */
class ResumePointSearchTest {

    private static final int TRIES = 3_000;

    /** An event of the WAL: the place of its record, and which of its events it is. */
    private record Event(long lsn, long commit, long transaction, int number, RecordKind kind) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyEventIsDeliveredOnceWhereverTheServiceIsKilled(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            List<Event> wal = wal(random);
            Life life = new Life(wal, random);
            for (int kill = random.nextInt(6); kill > 0; kill--) {
                life.run(random.nextInt(wal.size() + 1));
            }
            life.run(Integer.MAX_VALUE);

            assertThat(life.delivered).as("seed %d, try %d", seed, i).isEqualTo(wal);
            assertThat(life.rowsRead).as("rows, seed %d, try %d", seed, i).isEqualTo(life.rows());
        }
    }

    /** Transactions in the order of their commits; the LSNs of their records may lie before those of others. */
    private static List<Event> wal(Random random) {
        List<Event> wal = new ArrayList<>();
        long commit = 100;
        for (long transaction = 1; transaction <= 1 + random.nextInt(4); transaction++) {
            long end = commit + 200;
            long lsn = Math.max(10, end - 100 - random.nextInt(120));
            int records = 1 + random.nextInt(4);
            for (int i = 0; i < records; i++) {
                lsn += 2L * (1 + random.nextInt(8));
                int events = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1;
                for (int number = 0; number < events; number++) {
                    RecordKind kind = number > 0 && random.nextInt(4) == 0 ? RecordKind.TOMBSTONE : RecordKind.CHANGE;
                    // Odd, so that no two transactions share one.
                    wal.add(new Event(lsn * 10 + transaction, commit, transaction, number, kind));
                }
            }
            commit = end;
        }
        return wal;
    }

    /** The lives of a service over one WAL. */
    private static final class Life {

        private final List<Event> wal;
        private final Random random;
        private final List<Event> delivered = new ArrayList<>();
        private final List<Integer> rowsRead = new ArrayList<>();
        private Map<String, Object> stored = new HashMap<>(Map.of("lsn", 1L, "ts_usec", 5L));

        Life(List<Event> wal, Random random) {
            this.wal = wal;
            this.random = random;
        }

        List<Integer> rows() {
            List<Integer> rows = new ArrayList<>();
            for (int i = 1; i <= rowsRead.size(); i++) {
                rows.add(i);
            }
            return rows;
        }

        /** Reads on from the stored offset, and is killed after some records. */
        void run(int records) {
            ResumePoint point = new ResumePoint(stored);
            int row = stored.get("incremental_snapshot_primary_key") instanceof String key ? Integer.parseInt(key) : 0;
            List<Event> batch = new ArrayList<>();
            List<Integer> batchRows = new ArrayList<>();
            int left = records;
            if (random.nextInt(3) == 0) {
                // Debezium looks for its place in the WAL meanwhile.
                point.advance(heartbeatAt(stored));
                left -= store(batch, batchRows, point, left);
            }
            for (Event event : wal.subList(firstAfter(stored), wal.size())) {
                for (int before = random.nextInt(8); before > 5; before--) {
                    RecordOrigin more = origin(event, RecordKind.ROW_ON_DEMAND, ++row);
                    assertThat(point.isDelivered(more)).isFalse();
                    point.advance(more);
                    batchRows.add(row);
                }
                left -= store(batch, batchRows, point, left);
                RecordOrigin origin = origin(event, event.kind(), row);
                if (!point.isDelivered(origin)) {
                    point.advance(origin);
                    batch.add(event);
                }
                if (random.nextInt(5) == 0) {
                    point.advance(origin(event, RecordKind.HEARTBEAT, row));
                }
                left -= store(batch, batchRows, point, left);
                if (left <= 0) {
                    return;
                }
            }
            left -= store(batch, batchRows, point, left);
            if (records == Integer.MAX_VALUE) {
                complete(batch, batchRows, point);
            }
        }

        /** Perhaps ends a batch here. */
        private int store(List<Event> batch, List<Integer> rows, ResumePoint point, int left) {
            if (left > 0 && random.nextInt(3) == 0) {
                complete(batch, rows, point);
            }
            return 1;
        }

        private void complete(List<Event> batch, List<Integer> rows, ResumePoint point) {
            delivered.addAll(batch);
            rowsRead.addAll(rows);
            batch.clear();
            rows.clear();
            stored = point.offset();
        }

        private static RecordOrigin heartbeatAt(Map<String, Object> stored) {
            Map<String, Object> offset = new HashMap<>(stored);
            offset.keySet().removeAll(List.of(ResumePoint.PARTIAL_LSN, ResumePoint.PARTIAL_EVENTS));
            return new RecordOrigin(RecordKind.HEARTBEAT, offset, null, null, null, null, null, null, 0);
        }

        private static RecordOrigin origin(Event event, RecordKind kind, int row) {
            Map<String, Object> offset = new HashMap<>(Map.of(
                    "lsn", event.lsn(),
                    "lsn_proc", event.lsn(),
                    "lsn_commit", event.commit(),
                    "txId", event.transaction(),
                    "incremental_snapshot_primary_key", Integer.toString(row)));
            boolean read = kind == RecordKind.ROW_ON_DEMAND;
            if (read) {
                offset.put("snapshot", "INCREMENTAL");
            }
            return new RecordOrigin(kind, offset, null, null, null, read ? "incremental" : null, null, null, 0);
        }

        /** Where Debezium goes on: after the last event of the record at which the offset is. */
        private int firstAfter(Map<String, Object> offset) {
            long lsn = RecordOrigin.number(offset, "lsn_proc");
            for (int i = wal.size() - 1; i >= 0; i--) {
                if (wal.get(i).lsn() == lsn) {
                    return i + 1;
                }
            }
            return 0;
        }
    }
}
