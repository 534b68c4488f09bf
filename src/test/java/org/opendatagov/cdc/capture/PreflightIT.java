package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.capture.connector.CaptureProblem;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TableName;
import org.opendatagov.cdc.capture.preflight.PreflightCheck;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;
import org.opendatagov.cdc.capture.preflight.PreflightReport;
import org.opendatagov.cdc.endtoend.CaptureWorld;

/** The report as a whole, and the sessions of the role that captures. */
@ExtendWith(CaptureWorld.Provider.class)
class PreflightIT {

    private final CaptureWorld world;
    private PreflightSource source;

    PreflightIT(CaptureWorld world) {
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
    void aSourceInOrderHasNoFindings() throws Exception {
        PreflightReport report = source.report();

        assertThat(source.findings()).isEmpty();
        assertThat(report.status()).isEqualTo(Status.OK);
        assertThat(report.checks())
                .extracting(PreflightCheck::name)
                .containsExactly(
                        "connection",
                        "version",
                        "standby",
                        "wal-level",
                        "wal-senders",
                        "replication-slots",
                        "role",
                        "timeouts",
                        "include-list",
                        "tables",
                        "grants",
                        "logged",
                        "row-security",
                        "replica-identity",
                        "keys",
                        "key-identity",
                        "inherited-rows",
                        "publication",
                        "publication-operations",
                        "published-tables",
                        "generated-columns",
                        "publication-tables",
                        "kafka",
                        "kafka-rights",
                        "offsets-topic",
                        "topic-replicas",
                        "topic-partitions",
                        "topic-retention",
                        "topic-message-size",
                        "slot");
    }

    @Test
    void aReportIsReadableJson() throws Exception {
        source.execute("ALTER ROLE " + Sql.identifier(source.role) + " NOREPLICATION");

        JsonNode report = new ObjectMapper().valueToTree(source.report());

        assertThat(report.fieldNames()).toIterable().containsExactly("connector", "database", "status", "checks");
        assertThat(report.get("status").asText()).isEqualTo("PROBLEM");
        for (JsonNode check : report.get("checks")) {
            assertThat(check.fieldNames())
                    .toIterable()
                    .containsExactly("name", "status", "message", "mend", "sql", "commands", "needsMending");
        }
        assertThat(report.toString()).doesNotContain("preflight-secret");
    }

    @Test
    void theStartGetsTheTables() throws Exception {
        try (Connection session = source.session()) {
            assertThat(source.preflight().check(session, null).captured())
                    .containsExactly(new TableName("public", "a"));
        }
    }

    @Test
    void theStartStopsAtTheFirstProblemWithItsMend() throws Exception {
        source.execute("ALTER ROLE " + Sql.identifier(source.role) + " NOREPLICATION");
        source.execute("DROP PUBLICATION \"Pub\"");
        try (Connection session = source.session()) {
            assertThatThrownBy(() -> source.preflight().check(session, null))
                    .isInstanceOf(CaptureProblem.class)
                    .hasMessage("role '" + source.role + "' of " + source.database()
                            + " may not replicate; run ALTER ROLE " + Sql.identifier(source.role) + " REPLICATION");
        }
    }

    @Test
    void aRoleThatMayNotReplicate() throws Exception {
        source.execute("ALTER ROLE " + Sql.identifier(source.role) + " NOREPLICATION");

        PreflightCheck check = source.mended("role");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.needsMending()).isTrue();
    }

    @Test
    void aRoleThatMayNotReplicateInACloud() throws Exception {
        source.execute("ALTER ROLE " + Sql.identifier(source.role) + " NOREPLICATION");
        source.execute("CREATE ROLE rds_replication");
        try {
            assertThat(source.mended("role").sql())
                    .containsExactly("GRANT rds_replication TO " + Sql.identifier(source.role));
        } finally {
            source.execute("DROP ROLE rds_replication");
        }
    }

    @Test
    void timeoutsThatEndTheRolesSessions() throws Exception {
        for (String timeout : new String[] {
            "idle_session_timeout",
            "idle_in_transaction_session_timeout",
            "statement_timeout",
            "transaction_timeout",
            "wal_sender_timeout"
        }) {
            source.execute("ALTER ROLE " + Sql.identifier(source.role) + " SET " + timeout + " = '15s'");
        }

        PreflightCheck check = source.mended("timeouts");

        assertThat(check.status()).isEqualTo(Status.WARNING);
        assertThat(check.message())
                .contains(
                        "idle_session_timeout after 15000 ms",
                        "idle_in_transaction_session_timeout",
                        "statement_timeout",
                        ", transaction_timeout",
                        "wal_sender_timeout");
    }

    @Test
    void aServerThatDoesNotAnswerIsTheFirstCheck() throws Exception {
        source.route.setDatabasePort(1);

        PreflightReport report = source.report();

        assertThat(report.checks()).extracting(PreflightCheck::name).startsWith("connection", "kafka");
        assertThat(report.checks().get(0).sentence()).contains("can't be reached", "cdc.test.host and cdc.test.port");
        assertThat(report.checks().get(0).needsMending()).isFalse();
    }

    @Test
    void aWrongPasswordNeedsMending() throws Exception {
        source.route.setDatabasePassword("another");

        PreflightCheck check = source.check("connection");

        assertThat(check.sentence())
                .contains("refused user", "cdc.test.password")
                .doesNotContain("another");
        assertThat(check.needsMending()).isTrue();
    }

    @Test
    void aMissingSettingNeedsMending() throws Exception {
        source.route.setDatabasePassword(null);

        PreflightCheck check = source.check("connection");

        assertThat(check.sentence()).startsWith("cdc.test.password isn't set; ");
        assertThat(check.needsMending()).isTrue();
    }

    @Test
    void optionsThatDebeziumCannotRead() throws Exception {
        source.route.setTableExcludeList("public.(a");

        PreflightCheck check = source.check("options");

        assertThat(check.status()).isEqualTo(Status.PROBLEM);
        assertThat(check.message()).contains("connector-" + source.name, "public.(a");
    }

    @Test
    void onlyRunningConnectorsHaveAReport() throws Exception {
        Connectors connectors = new Connectors();
        Connector connector = new Connector(
                false,
                Map::of,
                new ConnectorLife("odg", Clock.systemUTC()),
                new ConnectorControl(),
                source.preflight(),
                null,
                null,
                null,
                null,
                null);
        connectors.add(connector);

        assertThat(connectors.preflight("odg").status()).isEqualTo(Status.OK);
        assertThat(connectors.preflight("another")).isNull();
        connectors.remove(connector);
        assertThat(connectors.preflight("odg")).isNull();
    }
}
