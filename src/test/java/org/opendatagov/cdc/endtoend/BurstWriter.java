package org.opendatagov.cdc.endtoend;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * Writes data_contracts in transactions of several changes, some 1,500 changes a second: inserts, updates, deletes, keys that
 * change, and rows that come by COPY, of which many share one LSN.
 */
final class BurstWriter extends HistoryWriter {

    private static final int CHANGES = 20;
    private static final int COPIED = 30;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final List<String> present = new ArrayList<>();
    private final Random random = new Random(11);

    BurstWriter(Database database) throws SQLException {
        super(database);
        start(PAUSE);
    }

    @Override
    int write() throws SQLException, IOException {
        return random.nextInt(8) == 0 ? copy() : change();
    }

    private int copy() throws SQLException, IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < COPIED; i++) {
            String id = UUID.randomUUID().toString();
            int version = next(i);
            rows.append(id).append('\t').append(id).append('\t').append(version).append('\n');
            did(id, "c" + version);
            present.add(id);
        }
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY data_contracts (id, name, version) FROM STDIN",
                        new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.US_ASCII)));
        return COPIED;
    }

    private int change() throws SQLException {
        int changes = 0;
        while (changes < CHANGES) {
            int version = next(changes);
            if (present.size() < 100) {
                insert(UUID.randomUUID().toString(), version);
                changes++;
            } else {
                changes += changeOne(random.nextInt(present.size()), version);
            }
        }
        return changes;
    }

    private void insert(String id, int version) throws SQLException {
        Database.run(
                connection, "INSERT INTO data_contracts (id, name, version) VALUES (?::uuid, ?, ?)", id, id, version);
        did(id, "c" + version);
        present.add(id);
    }

    /** Returns how many events the change makes. */
    private int changeOne(int place, int version) throws SQLException {
        String id = present.get(place);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                Database.run(connection, "DELETE FROM data_contracts WHERE id = ?::uuid", id);
                did(id, "d");
                present.remove(place);
                return 1;
            }
            case 3 -> {
                String other = UUID.randomUUID().toString();
                Database.run(
                        connection,
                        "UPDATE data_contracts SET id = ?::uuid, name = ?, version = ? WHERE id = ?::uuid",
                        other,
                        other,
                        version,
                        id);
                did(id, "d");
                did(other, "c" + version);
                present.set(place, other);
                return 2;
            }
            default -> {
                Database.run(connection, "UPDATE data_contracts SET version = ? WHERE id = ?::uuid", version, id);
                did(id, "u" + version);
                return 1;
            }
        }
    }

    private int next(int inTransaction) {
        return written() + inTransaction;
    }
}
