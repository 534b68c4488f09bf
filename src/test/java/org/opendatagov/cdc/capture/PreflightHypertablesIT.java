package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.preflight.PreflightCheck;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;
import org.opendatagov.cdc.endtoend.CaptureWorld;

/** Hypertables: TimescaleDB's catalog, and chunks that are captured and published. */
@ExtendWith(CaptureWorld.Provider.class)
class PreflightHypertablesIT {

    private final CaptureWorld world;
    private PreflightSource source;

    PreflightHypertablesIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeEach
    void makeSource() throws Exception {
        source = PreflightSource.in(world);
        source.hypertables = true;
        source.route.setTableIncludeList("public.quality_metrics_ts,_timescaledb_internal\\._hyper_.*_chunk");
    }

    @Test
    void aSchemaThatIsNoTimescaleDb() throws Exception {
        PreflightCheck check = source.check("hypertables");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.needsMending()).isTrue();
        assertThat(check.sentence())
                .isEqualTo(source.database() + " is no TimescaleDB; run CREATE EXTENSION timescaledb there, or set"
                        + " hypertables to false in the route");
    }

    @Test
    void hypertablesFromNothingToOrderByTheMendsAlone() throws Exception {
        createTimescale();

        assertThat(source.mended("hypertables").sql()).hasSize(2);
        source.execute("INSERT INTO quality_metrics_ts (time, dataset_id, layer) VALUES (now(), 'd', 'gold')");
        assertThat(source.mended("grants").message()).contains("_timescaledb_internal._hyper_", "quality_metrics_ts");
        source.mended("publication-tables");
        source.mend(source.check("publication-chunks"));

        assertThat(source.findings()).isEmpty();
        try (Connection session = source.session()) {
            assertThat(source.preflight().check(session, null).captured())
                    .containsExactly(new TableName("public", "quality_metrics_ts"));
        }
    }

    @Test
    void aMissingPublicationCoversChunksToCome() throws Exception {
        createTimescale();
        source.execute("DROP PUBLICATION \"Pub\"");

        assertThat(source.mended("publication").sentence())
                .endsWith("run as a superuser CREATE PUBLICATION \"Pub\" FOR TABLES IN SCHEMA \"public\","
                        + " \"_timescaledb_internal\"");
    }

    @Test
    void anIncludeListWithoutChunks() throws Exception {
        createTimescale();
        source.mended("hypertables");
        source.route.setTableIncludeList("public.quality_metrics_ts");

        PreflightCheck check = source.check("chunks");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.sentence())
                .contains("leaves out the chunks of table public.quality_metrics_ts")
                .contains("add _timescaledb_internal\\._hyper_.*_chunk to it");
    }

    @Test
    void chunksInASchemaOfTheirOwn() throws Exception {
        createTimescale();
        source.mended("hypertables");
        source.execute("CREATE SCHEMA \"my.chunks\"");
        source.execute("CREATE TABLE readings (time timestamptz PRIMARY KEY)");
        source.execute("SELECT create_hypertable('readings', 'time', 'my.chunks', 'r')");
        source.execute("INSERT INTO readings VALUES (now())");
        source.route.setTableIncludeList("public.readings");

        assertThat(source.check("chunks").sentence()).contains("add my\\.chunks\\.r_.*_chunk to it");
        source.route.setTableIncludeList("public.readings,my\\.chunks\\.r_.*_chunk");
        assertThat(source.check("chunks").status()).isEqualTo(Status.OK);
        source.mended("grants");
        source.mended("publication-tables");
        assertThat(source.check("publication-chunks").sentence())
                .endsWith("run as a superuser ALTER PUBLICATION \"Pub\" ADD TABLES IN SCHEMA \"my.chunks\"");
        source.mend(source.check("publication-chunks"));
        try (Connection session = source.session()) {
            assertThat(source.preflight().check(session, null).captured())
                    .containsExactly(new TableName("public", "readings"));
        }
    }

    @Test
    void chunksOfHypertablesThatNobodyCapturesNeedNoGrant() throws Exception {
        createTimescale();
        source.mended("hypertables");
        source.execute("SELECT _timescaledb_internal.imitate_continuous_agg('daily', 'quality_metrics_ts')");
        source.execute("INSERT INTO daily VALUES (now(), 1)");
        source.execute("INSERT INTO model_performance_ts (time, model_name, model_version) VALUES (now(), 'm', 1)");
        source.mended("grants");

        assertThat(source.check("replica-identity").status()).isEqualTo(Status.OK);
        try (Connection session = source.session()) {
            source.mended("publication-tables");
            source.mend(source.check("publication-chunks"));
            assertThat(source.preflight().check(session, null).captured())
                    .containsExactly(new TableName("public", "quality_metrics_ts"));
        }
    }

    @Test
    void aGrantOnTheHypertableReachesItsChunks() throws Exception {
        createTimescale();
        source.mended("hypertables");
        source.execute("INSERT INTO quality_metrics_ts (time, dataset_id, layer)"
                + " SELECT now() + n * interval '1 day', 'd', 'gold' FROM generate_series(1, 9) n");

        assertThat(source.mended("grants").sql())
                .filteredOn(statement -> statement.contains("GRANT SELECT"))
                .singleElement()
                .asString()
                .contains("\"public\".\"quality_metrics_ts\"");
    }

    @Test
    void deletesOfWholeCompressedBatches() throws Exception {
        createTimescale();
        source.mended("hypertables");
        assertThat(source.check("compressed-deletes").status()).isEqualTo(Status.OK);
        setting("timescaledb.enable_compressed_direct_batch_delete", "on");

        PreflightCheck check = source.check("compressed-deletes");
        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.sentence())
                .contains("whole batches", "table public.quality_metrics_ts", "trigger FOR EACH ROW");
        source.execute("CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'");
        source.execute(
                "CREATE TRIGGER row_by_row BEFORE DELETE ON quality_metrics_ts FOR EACH ROW EXECUTE FUNCTION nothing()");
        assertThat(source.check("compressed-deletes").status()).isEqualTo(Status.OK);
        source.execute("DROP TRIGGER row_by_row ON quality_metrics_ts");
        source.mended("compressed-deletes");
    }

    @Test
    void compressionWithoutMarks() throws Exception {
        createTimescale();
        source.mended("hypertables");
        setting("timescaledb.enable_compression_wal_markers", "off");

        assertThat(source.mended("compression-marks").message()).contains("can't be told from");
    }

    /** PostgreSQL refuses the application's statements as soon as a publication covers such a table. */
    @Test
    void publishedTablesWithoutReplicaIdentityThatNobodyCaptures() throws Exception {
        createTimescale();
        source.mended("hypertables");
        source.execute("CREATE TABLE keyless (note text)");
        source.execute("CREATE TABLE keyless_ts (time timestamptz NOT NULL, note text)");
        source.execute("SELECT create_hypertable('keyless_ts', 'time')");
        source.execute("INSERT INTO keyless_ts VALUES (now(), 'a'), (now() + interval '1 day', 'b')");
        source.execute("SELECT _timescaledb_internal.imitate_continuous_agg('daily', 'quality_metrics_ts')");
        source.execute("INSERT INTO daily VALUES (now(), 1)");
        source.execute("DROP PUBLICATION \"Pub\"");
        source.execute("CREATE PUBLICATION \"Pub\" FOR TABLES IN SCHEMA public, _timescaledb_internal");

        PreflightCheck found = source.mended("published-tables");

        assertThat(found.message()).contains("public.keyless", "public.keyless_ts", "_materialized_hypertable_");
        assertThat(found.sql()).hasSize(3).allMatch(statement -> statement.endsWith("REPLICA IDENTITY FULL"));
        source.execute("UPDATE keyless_ts SET note = 'c'");
        source.execute("DELETE FROM daily");
    }

    private void setting(String name, String value) throws Exception {
        source.execute("ALTER DATABASE \"" + source.name + "\" SET " + name + " = '" + value + "'");
    }

    private void createTimescale() throws Exception {
        world.postgres.runScript(source.name, "/sql/timescale.sql");
    }
}
