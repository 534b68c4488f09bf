package org.opendatagov.cdc.endtoend;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Changes a few rows again and again in transactions of several changes: updates, deletes, and inserts after deletes. Each
 * change has a version of its own, higher than all before. A row changes once in a transaction, since between two changes
 * nobody may see it. Beside them come rows that stay as they are.
 */
final class LoadWriter extends HistoryWriter {

    private static final int ROWS_OF_A_TABLE = 40;
    private static final int CHANGES = 20;
    private static final Duration PAUSE = Duration.ofMillis(8);

    private final List<LoadRow> rows = LoadRow.ofEachTable(ROWS_OF_A_TABLE);
    private final List<LoadRow> shuffled = new ArrayList<>(rows);
    private final Set<LoadRow> present = new HashSet<>();
    private final Random random = new Random(13);

    LoadWriter(Database database) throws SQLException {
        super(database);
        start(PAUSE);
    }

    /** The rows that change. */
    List<LoadRow> rows() {
        return rows;
    }

    @Override
    int write() throws SQLException {
        if (random.nextInt(10) == 0) {
            return Database.run(
                    connection,
                    "INSERT INTO quality_reports (dataset_id, expectations_total)"
                            + " SELECT 'stays', i FROM generate_series(1, ?) i",
                    CHANGES);
        }
        Collections.shuffle(shuffled, random);
        for (int i = 0; i < CHANGES; i++) {
            change(shuffled.get(i), written() + i);
        }
        return CHANGES;
    }

    private void change(LoadRow row, int version) throws SQLException {
        if (present.add(row)) {
            row.insert(connection, version);
            did(row.entry(), "c" + version);
        } else if (random.nextInt(4) == 0) {
            row.delete(connection);
            did(row.entry(), "d");
            present.remove(row);
        } else {
            row.update(connection, version);
            did(row.entry(), "u" + version);
        }
    }
}
