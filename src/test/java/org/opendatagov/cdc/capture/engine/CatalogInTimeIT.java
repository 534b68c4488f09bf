package org.opendatagov.cdc.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.relational.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.PreflightSource;
import org.opendatagov.cdc.endtoend.CaptureWorld;

/** A table that isn't there is waited for only while somebody may be making it. */
@ExtendWith(CaptureWorld.Provider.class)
class CatalogInTimeIT {

    private static final int TABLES = 50;

    private final CaptureWorld world;
    private PreflightSource source;
    private PostgresConnection types;
    private final StreamSession session = new StreamSession();
    private CatalogInTime catalog;

    CatalogInTimeIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeEach
    void connect() throws Exception {
        source = PreflightSource.in(world);
        source.route.setTableIncludeList("public.a,public.chunk_.*");
        PostgresConnectorConfig settings = new PostgresConnectorConfig(Configuration.from(
                EngineSettings.of(source.route, source.database(), Map.of("bootstrap.servers", "none:1"))));
        types = new PostgresConnection(settings.getJdbcConfig(), "test");
        catalog = new CatalogInTime(settings, new TypeRegistry(types), session);
    }

    @AfterEach
    void close() {
        catalog.close();
        types.close();
    }

    /** As many as a TRUNCATE of a hypertable leaves behind, and a transaction that writes on all the while. */
    @Test
    void tablesThatWereDroppedHoldNothingUp() throws Exception {
        try (Connection writer = source.session()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("SELECT pg_current_xact_id()");
            long begin = System.nanoTime();

            for (int i = 0; i < TABLES; i++) {
                assertThat(columns("chunk_" + i)).isZero();
            }

            // Waited for the writer once; it would be two seconds for each of them.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(TABLES));
            writer.rollback();
        }
    }

    @Test
    void aTableThatIsBeingMadeIsWaitedFor() throws Exception {
        try (Connection maker = world.postgres.connect(source.route.getDatabaseDbname())) {
            maker.setAutoCommit(false);
            maker.createStatement().execute("CREATE TABLE chunk_new (id int PRIMARY KEY, note text)");
            CompletableFuture<Integer> found = CompletableFuture.supplyAsync(() -> columns("chunk_new"));

            maker.commit();

            assertThat(found.join()).isEqualTo(2);
        }
    }

    @Test
    void aTableThatNobodyCapturesIsNotWaitedFor() throws Exception {
        try (Connection writer = source.session()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("SELECT pg_current_xact_id()");

            assertThat(columns("other")).isZero();
            assertThat(columns("a")).isEqualTo(2);
        }
    }

    /** As while Debezium streams up to the place of a snapshot: the transaction sees nothing newer, and the snapshot needs it. */
    @Test
    void aTransactionThatDebeziumKeepsIsLeftAlone() throws Exception {
        session.open(types);
        types.setAutoCommit(false);
        types.executeWithoutCommitting("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT pg_current_snapshot()");
        world.postgres.execute(
                source.route.getDatabaseDbname(), "CREATE TABLE chunk_later (id int PRIMARY KEY, note text)");

        assertThat(columns("chunk_later")).isEqualTo(2);
        assertThat(catalog.connection()).isNotSameAs(types.connection());
        assertThat(types.connection().getAutoCommit()).isFalse();

        types.commit();
        assertThat(columns("chunk_later")).isEqualTo(2);
        assertThat(catalog.connection()).isSameAs(types.connection());
        assertThat(catalog.isConnected()).as("a session of its own").isFalse();
    }

    private int columns(String table) {
        try {
            return catalog.getTableColumnsForDecoder(
                            new TableId("", "public", table), (catalogName, schema, name, column) -> true)
                    .size();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
