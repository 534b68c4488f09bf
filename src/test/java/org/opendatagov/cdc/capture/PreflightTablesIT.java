package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.preflight.PreflightCheck;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;
import org.opendatagov.cdc.endtoend.CaptureWorld;

/** The tables: which of them the include list finds, whether they can be read, and how their rows are told apart. */
@ExtendWith(CaptureWorld.Provider.class)
class PreflightTablesIT {

    private final CaptureWorld world;
    private PreflightSource source;

    PreflightTablesIT(CaptureWorld world) {
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
    void aTableThatDoesNotExist() throws Exception {
        source.route.setTableIncludeList("public.a,public.b");

        PreflightCheck check = source.check("include-list");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.sentence())
                .isEqualTo("tableIncludeList of connector connector-" + source.name
                        + " names public.b, which is no table of " + source.database()
                        + "; correct the list in the route, or create the table");
    }

    @Test
    void anEntryThatMatchesNothingYet() throws Exception {
        source.route.setTableIncludeList("public.a,public\\.events_.*");

        PreflightCheck check = source.check("include-list");

        assertThat(check.status()).isEqualTo(Status.WARNING);
        assertThat(check.message()).contains("public\\.events_.*, which matches no table");
    }

    @Test
    void anEntryThatIsNoRegularExpression() throws Exception {
        source.route.setTableIncludeList("public.(a");

        assertThat(source.check("include-list").sentence())
                .contains("public.(a, which is no regular expression", "correct it in the route");
    }

    @Test
    void aListThatLeavesEverythingOut() throws Exception {
        source.route.setSchemaExcludeList("public");

        assertThat(source.check("tables").status()).isEqualTo(Status.WARNING);
    }

    @Test
    void namesThatNeedQuotesAreMatchedWithoutThemWhateverTheirCase() throws Exception {
        List<TableName> names = List.of(
                new TableName("Dotted.Schema", "Dotted.Table"),
                new TableName("public", "Mixed Case, \"quoted\""),
                new TableName("public", "price$"),
                new TableName("public", "umlaut_ä"));
        source.execute("CREATE SCHEMA \"Dotted.Schema\"");
        for (TableName name : names) {
            source.execute("CREATE TABLE " + name.quoted() + " (id int PRIMARY KEY)");
        }
        source.route.setTableIncludeList(
                "dotted\\.schema\\.dotted\\.table, public\\.mixed case\\, \"quoted\", public.price\\$, PUBLIC.UMLAUT_.");
        for (String mendable : List.of("grants", "publication-tables")) {
            assertThat(source.mended(mendable).status()).isEqualTo(Status.PROBLEM);
        }

        assertThat(source.findings()).isEmpty();
        try (Connection session = source.session()) {
            assertThat(source.preflight().check(session, null)).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void anEntryThatMeansATableAndDoesNotMatchItIsShownAsItShouldBe() throws Exception {
        source.execute("CREATE TABLE \"Prices.in $\" (id int PRIMARY KEY)");
        for (String entry : List.of("public.\"Prices.in $\"", "\"public\".\"Prices.in $\"", "public.Prices.in $")) {
            source.route.setTableIncludeList(entry);
            PreflightCheck check = source.check("include-list");
            assertThat(check.status()).isEqualTo(Status.PROBLEM);
            assertThat(check.mend()).startsWith("write it as public\\.Prices\\.in \\$ in the route");
        }
        source.route.setTableIncludeList("public\\.Prices\\.in \\$");

        assertThat(source.check("include-list").status()).isEqualTo(Status.OK);
    }

    @Test
    void tablesThatMayNotBeRead() throws Exception {
        source.execute("CREATE SCHEMA \"Hidden\"");
        source.execute("CREATE TABLE \"Hidden\".b (id int PRIMARY KEY)");
        source.execute("REVOKE SELECT ON a FROM " + Sql.identifier(source.role));
        source.route.setTableIncludeList("public.a,hidden.b");

        PreflightCheck check = source.mended("grants");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.needsMending()).isTrue();
        assertThat(check.message()).contains("may not read tables Hidden.b, public.a of ");
        assertThat(check.sql()).hasSize(4).allMatch(statement -> statement.startsWith("GRANT "));
    }

    @Test
    void aTableWhoseChangesAreNotInTheWal() throws Exception {
        source.execute("CREATE UNLOGGED TABLE u (id int PRIMARY KEY)");
        source.route.setTableIncludeList("public.a,public.u");

        PreflightCheck check = source.mended("logged");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.message()).startsWith("table public.u of ");
    }

    @Test
    void aTableWhoseRowsAreHiddenFromTheRole() throws Exception {
        source.execute("ALTER TABLE a ENABLE ROW LEVEL SECURITY");

        assertThat(source.mended("row-security").status()).isEqualTo(Status.WARNING);
    }

    @Test
    void aTableWithoutPrimaryKeyGetsAReplicaIdentityButNoKey() throws Exception {
        source.execute("CREATE TABLE b (id int, note text)");
        source.route.setTableIncludeList("public.a,public.b");

        PreflightCheck check = source.mended("replica-identity");

        assertThat(check.status()).isEqualTo(Status.WARNING);
        assertThat(check.message()).startsWith("table public.b has no replica identity");
        assertThat(check.sql()).containsExactly("ALTER TABLE \"public\".\"b\" REPLICA IDENTITY FULL");
        PreflightCheck keys = source.check("keys");
        assertThat(keys.status()).isEqualTo(Status.WARNING);
        assertThat(keys.sentence()).contains("table public.b has no primary key", "messageKeyColumns");
        source.route.setMessageKeyColumns("public.b:id");
        assertThat(source.check("keys").status()).isEqualTo(Status.OK);
    }

    @Test
    void aUniqueIndexServesAsReplicaIdentity() throws Exception {
        source.execute("CREATE TABLE b (id int NOT NULL UNIQUE)");
        source.route.setTableIncludeList("public.a,public.b");

        assertThat(source.mended("replica-identity").sql())
                .containsExactly("ALTER TABLE \"public\".\"b\" REPLICA IDENTITY USING INDEX \"b_id_key\"");
        assertThat(source.check("keys").status()).isEqualTo(Status.OK);
    }

    @Test
    void replicaIdentitiesThatDoNotWork() throws Exception {
        source.execute("ALTER TABLE a REPLICA IDENTITY NOTHING");
        source.execute("CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE)");
        source.execute("CREATE TABLE dropped (id int NOT NULL)");
        source.execute("CREATE UNIQUE INDEX gone ON dropped (id)");
        source.execute("ALTER TABLE dropped REPLICA IDENTITY USING INDEX gone");
        source.execute("DROP INDEX gone");
        source.route.setTableIncludeList("public\\..*");

        PreflightCheck check = source.mended("replica-identity");

        assertThat(check.message()).startsWith("tables public.a, public.deferred, public.dropped has no replica");
        assertThat(check.sql()).contains("ALTER TABLE \"public\".\"a\" REPLICA IDENTITY DEFAULT");
    }
}
