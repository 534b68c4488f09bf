package org.opendatagov.cdc.endtoend;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Inserts, updates and deletes rows of data_contracts at a steady rate, each change a transaction. */
final class SteadyWriter extends HistoryWriter {

    private static final int ROWS = 60;
    private static final Duration PAUSE = Duration.ofMillis(3);

    private final Set<String> present = new HashSet<>();
    private final List<String> ids = new ArrayList<>();
    private final Random random = new Random(7);

    SteadyWriter(Database database) throws SQLException {
        super(database);
        for (int i = 0; i < ROWS; i++) {
            ids.add(UUID.randomUUID().toString());
        }
        start(PAUSE);
    }

    @Override
    int write() throws SQLException {
        String id = ids.get(random.nextInt(ROWS));
        int next = written();
        if (!present.contains(id)) {
            Database.run(
                    connection, "INSERT INTO data_contracts (id, name, version) VALUES (?::uuid, ?, ?)", id, id, next);
            did(id, "c" + next);
            present.add(id);
        } else if (random.nextInt(5) == 0) {
            Database.run(connection, "DELETE FROM data_contracts WHERE id = ?::uuid", id);
            did(id, "d");
            present.remove(id);
        } else {
            Database.run(
                    connection,
                    "UPDATE data_contracts SET version = ?, updated_at = now() WHERE id = ?::uuid",
                    next,
                    id);
            did(id, "u" + next);
        }
        return 1;
    }
}
