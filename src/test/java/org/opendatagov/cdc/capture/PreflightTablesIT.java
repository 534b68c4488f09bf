package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
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
                new TableName("public", "Mixed Case, \"quoted\" too"),
                new TableName("public", "price$"),
                new TableName("public", "umlaut_ä"));
        source.execute("CREATE SCHEMA \"Dotted.Schema\"");
        for (TableName name : names) {
            source.execute("CREATE TABLE " + name.quoted() + " (id int PRIMARY KEY)");
        }
        source.route.setTableIncludeList(
                "dotted\\.schema\\.dotted\\.table, public\\.mixed case\\, \"quoted\" too, public.price\\$, PUBLIC.UMLAUT_.");
        source.mend(source.check("left-out"));
        for (String mendable : List.of("grants", "publication-tables")) {
            assertThat(source.mended(mendable).status()).isEqualTo(Status.PROBLEM);
        }

        assertThat(source.findings()).isEmpty();
        try (Connection session = source.session()) {
            assertThat(source.preflight().check(session, null).captured()).containsExactlyInAnyOrderElementsOf(names);
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
        PreflightCheck named = source.check("keys");
        assertThat(named.status()).isEqualTo(Status.WARNING);
        assertThat(named.sentence()).contains("public.b (id)", "no unique index", "messageKeyColumns");
        source.execute("CREATE UNIQUE INDEX ON b (id)");
        assertThat(source.check("keys").status()).isEqualTo(Status.WARNING);
        source.execute("ALTER TABLE b ALTER id SET NOT NULL");
        assertThat(source.check("keys").status()).isEqualTo(Status.OK);
    }

    @Test
    void aKeyThatTheOptionsNameHasToTellRowsApart() throws Exception {
        source.execute("CREATE TABLE b (id int, tenant text, \"co de\" text NOT NULL, PRIMARY KEY (tenant, id))");
        source.route.setTableIncludeList("public.a,public.b");
        source.route.setMessageKeyColumns("public.b:tenant");
        assertThat(source.check("key-identity").status()).isEqualTo(Status.OK);
        assertThat(source.check("keys").status()).isEqualTo(Status.WARNING);
        source.route.setMessageKeyColumns("public.b:id,tenant");
        assertThat(source.check("keys").status()).isEqualTo(Status.OK);
        source.route.setMessageKeyColumns("public.b:co de");
        assertThat(source.check("keys").status()).isEqualTo(Status.WARNING);
        assertThat(source.check("key-identity").status()).isEqualTo(Status.PROBLEM);
        assertThat(source.check("key-identity").sql())
                .containsExactly("ALTER TABLE \"public\".\"b\" REPLICA IDENTITY FULL");
        source.execute("CREATE UNIQUE INDEX ON b (\"co de\") WHERE id > 0");
        assertThat(source.check("keys").status()).isEqualTo(Status.WARNING);
        source.execute("CREATE UNIQUE INDEX ON b (\"co de\") INCLUDE (id)");
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
        source.mend(source.check("left-out"));

        PreflightCheck check = source.mended("replica-identity");

        assertThat(check.message()).startsWith("tables public.a, public.deferred, public.dropped has no replica");
        assertThat(check.sql()).contains("ALTER TABLE \"public\".\"a\" REPLICA IDENTITY DEFAULT");
    }

    @Test
    void anUnloggedTableThatAPatternMatchesIsLeftOut() throws Exception {
        source.execute("CREATE UNLOGGED TABLE a_scratch (id int PRIMARY KEY)");
        source.route.setTableIncludeList("public\\.a.*");

        PreflightCheck check = source.check("left-out");

        assertThat(source.findings()).containsExactly(check);
        assertThat(check.status()).isEqualTo(Status.WARNING);
        assertThat(check.message()).startsWith("table public.a_scratch of ").contains(" is left out: it is unlogged");
        try (Connection session = source.session()) {
            assertThat(source.preflight().check(session, null).captured())
                    .containsExactly(new TableName("public", "a"));
        }
        source.mend(check);
        assertThat(source.check("logged").status()).isEqualTo(Status.OK);
        PreflightCheck denied = source.check("left-out");
        assertThat(denied.message())
                .startsWith("table public.a_scratch of ")
                .contains(" is left out: role '", "' may not read it");
        source.mend(denied);
        source.mended("publication-tables");
        assertThat(source.findings()).isEmpty();
    }

    @Test
    void theRightToReadTheCapturedColumnsIsEnough() throws Exception {
        String role = Sql.identifier(source.role);
        source.execute("ALTER TABLE a ADD COLUMN secret text, ADD COLUMN other text");
        source.execute("REVOKE SELECT ON a FROM " + role);
        source.execute("GRANT SELECT (id, note) ON a TO " + role);
        source.route.setTableIncludeList("public.a");
        source.route.setColumnExcludeList("public.a.secret");

        assertThat(source.mended("grants").sql()).contains("GRANT SELECT (\"other\") ON \"public\".\"a\" TO " + role);
        source.route.setColumnExcludeList(null);
        assertThat(source.mended("grants").sql()).contains("GRANT SELECT (\"secret\") ON \"public\".\"a\" TO " + role);
    }

    @Test
    void aReplicaIdentityByAnotherIndexThanTheKey() throws Exception {
        source.execute("CREATE TABLE b (id int PRIMARY KEY, code text NOT NULL)");
        source.execute("CREATE UNIQUE INDEX \"Codes\" ON b (code)");
        source.execute("ALTER TABLE b REPLICA IDENTITY USING INDEX \"Codes\"");
        source.route.setTableIncludeList("public.a,public.b");

        PreflightCheck check = source.mended("key-identity");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.sentence())
                .startsWith(
                        "table public.b has index Codes (code) as its replica identity, without column id of the key"
                                + " of its events: deletes have no key")
                .endsWith("run as its owner ALTER TABLE \"public\".\"b\" REPLICA IDENTITY DEFAULT");
    }

    @Test
    void aReplicaIdentityByAnIndexThatHasTheKey() throws Exception {
        source.execute("CREATE TABLE b (id int PRIMARY KEY, code text NOT NULL)");
        source.execute("CREATE UNIQUE INDEX wider ON b (code, id)");
        source.execute("ALTER TABLE b REPLICA IDENTITY USING INDEX wider");
        source.route.setTableIncludeList("public.a,public.b");

        assertThat(source.check("key-identity").status()).isEqualTo(Status.OK);
    }

    @Test
    void anIdentityByAnIndexThatOnlyIncludesTheKey() throws Exception {
        source.execute("CREATE TABLE b (id int NOT NULL, code text NOT NULL)");
        source.execute("CREATE UNIQUE INDEX a_key ON b (id)");
        source.execute("CREATE UNIQUE INDEX codes ON b (code) INCLUDE (id)");
        source.execute("ALTER TABLE b REPLICA IDENTITY USING INDEX codes");
        source.route.setTableIncludeList("public.a,public.b");

        assertThat(source.mended("key-identity").sql())
                .containsExactly("ALTER TABLE \"public\".\"b\" REPLICA IDENTITY USING INDEX \"a_key\"");
    }

    @Test
    void debeziumTakesIncludedColumnsForTheKeyToo() throws Exception {
        source.execute(
                "CREATE TABLE b (id int NOT NULL, code text NOT NULL, doubled int GENERATED ALWAYS AS (2) STORED)");
        source.execute("CREATE UNIQUE INDEX ids ON b (id) INCLUDE (code)");
        source.execute("ALTER TABLE b REPLICA IDENTITY USING INDEX ids");
        source.route.setTableIncludeList("public.a,public.b");

        PreflightCheck check = source.mended("key-identity");

        assertThat(check.message()).contains("without column code of the key");
        assertThat(check.sql()).containsExactly("ALTER TABLE \"public\".\"b\" REPLICA IDENTITY FULL");
        assertThat(check.mend()).contains("only once the publication has publish_generated_columns = stored");
    }

    @Test
    void includedColumnsOfAPrimaryKeyAreNoneOfTheKey() throws Exception {
        source.execute("CREATE TABLE b (id int, code text NOT NULL, PRIMARY KEY (id) INCLUDE (code))");
        source.route.setTableIncludeList("public.a,public.b");

        assertThat(source.check("key-identity").status()).isEqualTo(Status.OK);
    }

    @Test
    void aPartitionWhoseIdentityLacksTheKeyOfTheRoot() throws Exception {
        source.execute("CREATE TABLE p (id int PRIMARY KEY, code text NOT NULL) PARTITION BY RANGE (id)");
        source.execute("CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (10)");
        source.execute("CREATE UNIQUE INDEX codes ON p_1 (code)");
        source.execute("ALTER TABLE p_1 REPLICA IDENTITY USING INDEX codes");
        source.route.setTableIncludeList("public.a,public.p");

        assertThat(source.mended("key-identity").message()).startsWith("table public.p_1 has index codes (code)");
    }

    @Test
    void aKeyOfTheRoutesOwnNeedsAReplicaIdentityThatHasIt() throws Exception {
        source.route.setMessageKeyColumns("public.(.*):id,note");

        PreflightCheck check = source.mended("key-identity");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.message())
                .startsWith(
                        "table public.a has the primary key (id) as its replica identity, without column note of the"
                                + " key of its events");
        assertThat(check.sql()).containsExactly("ALTER TABLE \"public\".\"a\" REPLICA IDENTITY FULL");
        source.execute("ALTER TABLE a REPLICA IDENTITY DEFAULT");
        source.route.setSkippedOperations("d");
        assertThat(source.check("key-identity").status()).isEqualTo(Status.WARNING);
    }

    @Test
    void aUniqueIndexThatIsNoKey() throws Exception {
        source.execute("CREATE TABLE b (id int NOT NULL, gone boolean, code text)");
        source.execute("ALTER TABLE b REPLICA IDENTITY FULL");
        source.route.setTableIncludeList("public.a,public.b");
        source.execute("CREATE UNIQUE INDEX by_expression ON b (lower(code))");
        assertThat(source.check("keys").message())
                .contains("table public.b has no primary key, so that its events have no");

        source.execute("CREATE UNIQUE INDEX present ON b (id) WHERE NOT gone");
        PreflightCheck partial = source.check("keys");
        assertThat(partial.status()).isEqualTo(Status.WARNING);
        assertThat(partial.message()).contains("public.b", "unique index present (id)", "overwrite each other");

        source.execute("DROP INDEX present");
        source.execute("CREATE UNIQUE INDEX nullable ON b (code)");
        assertThat(source.check("keys").message()).contains("unique index nullable (code)");

        source.route.setMessageKeyColumns("public.b:id");
        assertThat(source.check("keys").message()).contains("public.b (id)", "no unique index");
        source.execute("CREATE UNIQUE INDEX present ON b (id)");
        assertThat(source.check("keys").status()).isEqualTo(Status.OK);
    }

    @Test
    void rowsOfATableThatInherits() throws Exception {
        source.execute("CREATE TABLE heir () INHERITS (a)");
        source.execute("CREATE TABLE heirs_heir () INHERITS (heir)");

        PreflightCheck check = source.check("inherited-rows");

        assertThat(source.findings()).containsExactly(check);
        assertThat(check.status()).isEqualTo(Status.WARNING);
        assertThat(check.message())
                .startsWith("tables public.heir, public.heirs_heir inherits from table public.a: ")
                .contains("aren't captured at all");
        assertThat(check.mend()).contains("PARTITION BY", "capture the children", "FROM ONLY");
        source.route.setSnapshotSelectStatementOverrides("public.a");
        source.route.setAdditionalProperties(
                Map.of("snapshot.select.statement.overrides.public.a", "SELECT * FROM ONLY public.a"));
        assertThat(source.check("inherited-rows").status()).isEqualTo(Status.OK);
    }

    @Test
    void partitionsAreNoHeirs() throws Exception {
        source.execute("CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)");
        source.execute("CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (10)");
        source.route.setTableIncludeList("public.a,public.p");

        assertThat(source.check("inherited-rows").status()).isEqualTo(Status.OK);
    }
}
