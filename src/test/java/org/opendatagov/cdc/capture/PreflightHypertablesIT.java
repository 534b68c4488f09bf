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
            assertThat(source.preflight().check(session, null))
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
            assertThat(source.preflight().check(session, null)).containsExactly(new TableName("public", "readings"));
        }
    }

    private void createTimescale() throws Exception {
        world.postgres.runScript(source.name, "/sql/timescale.sql");
    }
}
