package org.opendatagov.cdc.endtoend;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;

/**
 * What goes on while tables are read again: rows of another table by INSERT and by COPY, of which many share one LSN, and updates of
 * rows that are being read.
 */
final class SnapshotLoad extends HistoryWriter {

    private static final int COPIED = 12;
    private static final Duration PAUSE = Duration.ofMillis(3);

    private final String written;
    private final String read;
    private final int rows;
    private final Random random = new Random(5);
    private long next;
    private int version;

    /**
     * Begins at once.
     *
     * @param written the table that gets new rows, with the columns {@code id} and {@code version}
     * @param read the table whose rows are updated
     * @param rows how many rows it has, with ids from 1
     */
    SnapshotLoad(Database database, String written, String read, int rows) throws SQLException {
        super(database);
        this.written = written;
        this.read = read;
        this.rows = rows;
        start(PAUSE);
    }

    @Override
    int write() throws SQLException, IOException {
        return switch (random.nextInt(4)) {
            case 0 -> copy();
            case 1 -> update();
            default -> insert();
        };
    }

    private int insert() throws SQLException {
        Database.run(connection, "INSERT INTO " + written + " (id, version) VALUES (?, 0)", ++next);
        did(written + ":" + next, "c0");
        return 1;
    }

    private int copy() throws SQLException, IOException {
        String lines = LongStream.rangeClosed(next + 1, next + COPIED)
                .mapToObj(id -> id + "\t0\n")
                .collect(Collectors.joining());
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY " + written + " (id, version) FROM STDIN",
                        new ByteArrayInputStream(lines.getBytes(StandardCharsets.US_ASCII)));
        for (int i = 0; i < COPIED; i++) {
            did(written + ":" + ++next, "c0");
        }
        return COPIED;
    }

    private int update() throws SQLException {
        int id = 1 + random.nextInt(rows);
        Database.run(connection, "UPDATE " + read + " SET version = ? WHERE id = ?", ++version, id);
        did(read + ":" + id, "u" + version);
        return 1;
    }
}
