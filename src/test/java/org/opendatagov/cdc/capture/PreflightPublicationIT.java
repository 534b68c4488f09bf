package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.preflight.PreflightCheck;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;
import org.opendatagov.cdc.endtoend.CaptureWorld;

/** The publication: every change of every captured table, under a name that is captured. */
@ExtendWith(CaptureWorld.Provider.class)
class PreflightPublicationIT {

    private final CaptureWorld world;
    private PreflightSource source;

    PreflightPublicationIT(CaptureWorld world) {
        this.world = world;
    }

    @BeforeEach
    void makeSource() throws Exception {
        source = PreflightSource.in(world);
    }

    @AfterEach
    void freeSlot() throws Exception {
        source.dropSlot();
    }

    @Test
    void aMissingPublication() throws Exception {
        source.execute("DROP PUBLICATION \"Pub\"");

        PreflightCheck check = source.mended("publication");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.sentence())
                .isEqualTo(source.database() + " has no publication 'Pub'; run as owner of the tables"
                        + " CREATE PUBLICATION \"Pub\" FOR TABLE \"public\".\"a\"");
        assertThat(source.findings()).isEmpty();
    }

    @Test
    void aPublicationThatDebeziumMakes() throws Exception {
        source.execute("DROP PUBLICATION \"Pub\"");
        source.route.setPublicationAutocreateMode("filtered");

        assertThat(source.check("publication").message()).endsWith("will be made");
    }

    @Test
    void aTableThatIsLeftOut() throws Exception {
        source.execute("CREATE TABLE b (id int PRIMARY KEY)");
        source.route.setTableIncludeList("public.a,public.b");

        PreflightCheck check = source.mended("publication-tables");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.needsMending()).isTrue();
        assertThat(check.sentence())
                .endsWith(" leaves out table public.b; run as its owner ALTER PUBLICATION \"Pub\" ADD TABLE"
                        + " \"public\".\"b\", or take the table out of tableIncludeList in the route");
    }

    @Test
    void operationsThatAreNotPublished() throws Exception {
        source.execute("ALTER PUBLICATION \"Pub\" SET (publish = 'insert, truncate')");

        PreflightCheck check = source.mended("publication-operations");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.message()).endsWith("doesn't publish update, delete");
    }

    @Test
    void truncatesAreOnlyAskedForWhenTheRouteWantsThem() throws Exception {
        source.route.setSkippedOperations("t");
        source.execute("ALTER PUBLICATION \"Pub\" SET (publish = 'insert, update, delete')");
        assertThat(source.check("publication-operations").status()).isEqualTo(Status.OK);

        source.route.setSkippedOperations("none");

        assertThat(source.mended("publication-operations").message()).endsWith("doesn't publish truncate");
    }

    @Test
    void aPartitionedTableWhosePartitionsAreNotCaptured() throws Exception {
        partitionedTable();
        source.execute("ALTER PUBLICATION \"Pub\" ADD TABLE p");
        source.route.setTableIncludeList("public.p");

        PreflightCheck check = source.mended("publication-tables");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.message())
                .endsWith("publishes changes of table public.p under the names of partitions, which tableIncludeList"
                        + " leaves out");
    }

    @Test
    void aPartitionedTableWhosePartitionsHaveTopicsOfTheirOwn() throws Exception {
        partitionedTable();
        source.execute("ALTER PUBLICATION \"Pub\" ADD TABLE p");
        source.route.setTableIncludeList("public\\.p.*");

        PreflightCheck check = source.check("publication-tables");
        assertThat(check.status()).isEqualTo(Status.WARNING);
        assertThat(check.message())
                .endsWith("table public.p under the names of partitions, which go to topics of their own");
        source.mend(check);

        assertThat(source.check("publication-tables").message())
                .startsWith("tables public.p_1, public.p_2_1 gets rows from a snapshot but never a change");
        source.route.setTableIncludeList("public.p");
        assertThat(source.findings()).isEmpty();
    }

    @Test
    void aPartitionedTableThatIsLeftOut() throws Exception {
        partitionedTable();
        source.route.setTableIncludeList("public.p");

        assertThat(source.mended("publication-tables").sql())
                .containsExactly(
                        "ALTER PUBLICATION \"Pub\" ADD TABLE \"public\".\"p\"",
                        "ALTER PUBLICATION \"Pub\" SET (publish_via_partition_root = true)");
    }

    @Test
    void aPartitionedTableWithoutPublication() throws Exception {
        partitionedTable();
        source.execute("DROP PUBLICATION \"Pub\"");
        source.route.setTableIncludeList("public.p");

        source.mended("publication");

        assertThat(source.findings()).isEmpty();
    }

    @Test
    void partitionsWhoseChangesComeUnderANameThatIsNotCaptured() throws Exception {
        partitionedTable();
        source.execute("ALTER PUBLICATION \"Pub\" ADD TABLE p");
        source.execute("ALTER PUBLICATION \"Pub\" SET (publish_via_partition_root = true)");
        source.route.setTableIncludeList("public.p_1");

        PreflightCheck check = source.check("publication-tables");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.mend()).contains("name the partitioned table");
        source.route.setTableIncludeList("public.p");
        assertThat(source.check("publication-tables").status()).isEqualTo(Status.OK);
    }

    @Test
    void partitionsByTheirOwnNames() throws Exception {
        partitionedTable();
        source.execute("ALTER PUBLICATION \"Pub\" ADD TABLE p");
        source.route.setTableIncludeList("public.p_1");

        assertThat(source.check("publication-tables").status()).isEqualTo(Status.OK);
    }

    @Test
    void rowsAndColumnsThatAreLeftOut() throws Exception {
        source.execute("ALTER PUBLICATION \"Pub\" SET TABLE a WHERE (id > 10)");
        assertThat(source.mended("publication-tables").status()).isEqualTo(Status.WARNING);

        source.execute("ALTER PUBLICATION \"Pub\" SET TABLE a (id)");
        assertThat(source.mended("publication-tables").message()).contains("leaves out rows or columns");
    }

    @Test
    void aPublicationForAllTables() throws Exception {
        source.execute("DROP PUBLICATION \"Pub\"");
        source.execute("CREATE PUBLICATION \"Pub\" FOR ALL TABLES");

        assertThat(source.findings()).isEmpty();
    }

    private void partitionedTable() throws Exception {
        source.execute("CREATE TABLE p (id int PRIMARY KEY, note text) PARTITION BY RANGE (id)");
        source.execute("CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (10)");
        source.execute("CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id)");
        source.execute("CREATE TABLE p_2_1 PARTITION OF p_2 FOR VALUES FROM (10) TO (15)");
        source.execute("GRANT SELECT ON p, p_1, p_2, p_2_1 TO " + Sql.identifier(source.role));
    }

    @Test
    void generatedColumnsThatKeepAnApplicationFromUpdating() throws Exception {
        generated("STORED");
        assertThatThrownBy(() -> source.execute("UPDATE a SET note = 'changed'"))
                .hasStackTraceContaining("unpublished generated column");

        PreflightCheck check = source.mended("generated-columns");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.sentence())
                .startsWith("the replica identity of table public.a has generated columns that ")
                .endsWith("run as the owner ALTER PUBLICATION \"Pub\" SET (publish_generated_columns = stored)");
        source.execute("UPDATE a SET note = 'changed'");
    }

    @Test
    void virtualGeneratedColumnsAreNeverPublished() throws Exception {
        generated("VIRTUAL");
        source.execute("ALTER PUBLICATION \"Pub\" SET (publish_generated_columns = stored)");
        assertThatThrownBy(() -> source.execute("UPDATE a SET note = 'changed'"))
                .hasStackTraceContaining("unpublished generated column");

        assertThat(source.mended("generated-columns").sql())
                .containsExactly("ALTER TABLE \"public\".\"a\" REPLICA IDENTITY DEFAULT");
        source.execute("UPDATE a SET note = 'changed'");
    }

    @Test
    void aPublicationToBeMadeHasTheGeneratedColumnsThatAreNeeded() throws Exception {
        generated("STORED");
        source.execute("DROP PUBLICATION \"Pub\"");

        assertThat(source.mended("publication").sql())
                .containsExactly("CREATE PUBLICATION \"Pub\" FOR TABLE \"public\".\"a\""
                        + " WITH (publish_generated_columns = stored)");
        source.execute("UPDATE a SET note = 'changed'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filtered", "all_tables"})
    void aPublicationThatIsMadeHasTheGeneratedColumnsThatAreNeeded(String mode) throws Exception {
        generated("STORED");
        source.execute("DROP PUBLICATION \"Pub\"");
        source.execute("CREATE UNLOGGED TABLE a_scratch (id int PRIMARY KEY)");
        source.route.setTableIncludeList("public\\.a.*");
        source.route.setPublicationAutocreateMode(mode);
        assertThat(source.check("generated-columns").status()).isEqualTo(Status.OK);
        source.execute("ALTER ROLE " + Sql.identifier(source.role) + " SUPERUSER");

        source.preflight().stream().makePublication();

        assertThat(source.check("publication").message()).endsWith("exists");
        assertThat(source.check("generated-columns").status()).isEqualTo(Status.OK);
        source.execute("UPDATE a SET note = 'changed'");
    }

    @Test
    void generatedColumnsOfATableThatOnlyThePublicationHas() throws Exception {
        source.execute("CREATE TABLE other (id int, doubled int GENERATED ALWAYS AS (id * 2) STORED)");
        source.execute("ALTER TABLE other REPLICA IDENTITY FULL");
        assertThat(source.check("generated-columns").status()).isEqualTo(Status.OK);
        source.execute("ALTER PUBLICATION \"Pub\" ADD TABLE other");

        assertThat(source.mended("generated-columns").status()).isEqualTo(Status.WARNING);
    }

    private void generated(String kind) throws Exception {
        source.execute("INSERT INTO a VALUES (1, 'first')");
        source.execute("ALTER TABLE a ADD COLUMN doubled int GENERATED ALWAYS AS (id * 2) " + kind);
        source.execute("ALTER TABLE a REPLICA IDENTITY FULL");
    }
}
