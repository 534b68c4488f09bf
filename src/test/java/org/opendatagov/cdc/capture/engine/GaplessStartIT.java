package org.opendatagov.cdc.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.PreflightSource;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.endtoend.CaptureWorld;

/** A slot that is dropped after the checks, and made anew by Debezium, is no slot to go on with. */
@ExtendWith(CaptureWorld.Provider.class)
class GaplessStartIT {

    private final CaptureWorld world;
    private PreflightSource source;

    GaplessStartIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeEach
    void makeSource() throws Exception {
        source = PreflightSource.in(world);
        source.createSlot();
    }

    @AfterEach
    void dropSlot() throws Exception {
        source.dropSlot();
    }

    @Test
    void aSlotThatHasBeenMadeAnewIsRefused() throws Exception {
        Lsn leftOff = endOfWal();
        source.dropSlot();
        source.execute("INSERT INTO a VALUES (1, 'in the gap')");

        assertThatThrownBy(() -> start(leftOff))
                .isInstanceOf(CaptureProblem.Passing.class)
                .hasMessageContaining("has been dropped while the connector started");
    }

    @Test
    void aSlotThatWasThereGoesOn() throws Exception {
        Lsn leftOff = endOfWal();
        source.execute("INSERT INTO a VALUES (1, 'not lost')");

        assertThat(start(leftOff)).isEqualTo(leftOff);
    }

    /** Starts the stream as Debezium's task does, and says from where. */
    private Lsn start(Lsn leftOff) throws Exception {
        Configuration options = Configuration.from(
                EngineSettings.of(source.route, source.database(), Map.of("bootstrap.servers", "none:1")));
        PostgresConnectorConfig settings = new PostgresConnectorConfig(options);
        try (PostgresConnection database = new PostgresConnection(settings.getJdbcConfig(), "test");
                CatalogInTime catalog = new CatalogInTime(settings, null, new StreamSession());
                ReplicationConnection stream =
                        TextStream.of(database, catalog, new StreamedChange(), null, settings, options)) {
            return stream.startStreaming(leftOff, new WalPositionLocator()).startLsn();
        }
    }

    private Lsn endOfWal() throws Exception {
        try (Connection session = source.session();
                Statement statement = session.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
            result.next();
            return Lsn.valueOf(result.getString(1));
        }
    }
}
