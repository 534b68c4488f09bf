package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.Sources;

/** An application that changes one row, waits for the cache and reads the row there, once. Remembers how long it waited. */
final class OwnWrites implements AutoCloseable {

    private static final String CALL = "/admin/connectors/odg-postgresql-cdc/wait";

    private final World world;
    private final Connection connection;
    private final UUID id = UUID.randomUUID();
    private final List<Duration> waits = new ArrayList<>();
    private int version;

    OwnWrites(World world) throws SQLException {
        this.world = world;
        this.connection = world.postgres.connect(Sources.ODG);
        Database.run(connection, "INSERT INTO data_contracts (id, name, version) VALUES (?, ?, 0)", id, id);
    }

    /** Changes the row and returns the WAL's end after the commit. */
    String change() throws SQLException {
        version++;
        Database.run(connection, "UPDATE data_contracts SET version = ? WHERE id = ?", version, id);
        try (ResultSet lsn = connection.createStatement().executeQuery("SELECT pg_current_wal_insert_lsn()")) {
            lsn.next();
            return lsn.getString(1);
        }
    }

    static HttpResponse<String> await(CdcService service, String lsn, String sink, Duration timeout) {
        return Caller.VIEWER.call(
                service, "GET", CALL + "?lsn=" + lsn + "&sink=" + sink + "&timeout=" + timeout.toMillis());
    }

    /** Fails unless the cache has the change once the service says so. */
    void changeAndRead(CdcService service) throws SQLException {
        String lsn = change();
        long begin = System.nanoTime();
        HttpResponse<String> answer = await(service, lsn, "deliver-cache", Duration.ofSeconds(30));
        waits.add(Duration.ofNanos(System.nanoTime() - begin));
        assertThat(answer.body()).contains("\"lsn\":\"" + lsn + "\"");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertEntry();
    }

    /** Fails unless the cache has the change. */
    void assertEntry() {
        assertThat(world.sinks()
                        .entry("data_contracts", id.toString())
                        .path("version")
                        .asInt())
                .as("version in the cache")
                .isEqualTo(version);
    }

    /** Fails unless the search index has the change: a document is read as it was written last, refreshed or not. */
    void assertDocument() {
        assertThat(world.sinks()
                        .document("data_contracts", id.toString())
                        .path("version")
                        .asInt())
                .as("version in the index")
                .isEqualTo(version);
    }

    /** How long half of the waits took at most. */
    Duration median() {
        List<Duration> sorted = new ArrayList<>(waits);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
