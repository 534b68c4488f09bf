package org.opendatagov.cdc.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ConnectClientProcess;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.Sources;

/** A client of Kafka Connect that nobody here wrote drives the service with everything that it knows. */
@Tag("faults")
@ExtendWith(CaptureWorld.Provider.class)
class ConnectClientIT {

    private final CaptureWorld world;

    ConnectClientIT(CaptureWorld world) {
        this.world = world;
    }

    @Test
    void everyCallOfTheClientIsAnsweredAsItUnderstandsIt() throws Exception {
        world.odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (gen_random_uuid(), 'foreign')");
        try (CdcService service = CaptureWorld.start(
                "foreign",
                Caller.users(world.environment())
                        .flows("capture-foreign")
                        .with("CDC_CONNECT_CONFIGS_TOPIC", "foreign-configs")
                        .with("CDC_CONNECT_STATUS_TOPIC", "foreign-status"))) {
            service.awaitReady(Duration.ofMinutes(1));

            List<String> answers = ConnectClientProcess.run(
                    "connect-client",
                    ConnectClientMain.class,
                    service.url(""),
                    "connector.class=io.debezium.connector.postgresql.PostgresConnector",
                    "database.hostname=127.0.0.1",
                    "database.port=" + world.postgres.port(),
                    "database.user=" + PostgresServer.SUPERUSER,
                    "database.password=" + PostgresServer.SUPERUSER_PASSWORD,
                    "database.dbname=" + Sources.ODG,
                    "plugin.name=pgoutput",
                    "slot.name=foreign_client",
                    "publication.name=foreign_client",
                    "publication.autocreate.mode=filtered",
                    "table.include.list=public.quality_reports",
                    "topic.prefix=foreign");

            assertThat(String.join("\n", answers)).matches("""
                    version: 4\\..*
                    cluster: 22
                    connectors: \\[]
                    plugins: \\[io.debezium.connector.postgresql.PostgresConnector source]
                    validation: 0
                    created: foreign source
                    state: RUNNING
                    connectors then: \\[foreign]
                    shown: foreign 1
                    password: \\[hidden]
                    config: true
                    tasks: \\[foreign-0]
                    task: RUNNING
                    expanded: RUNNING foreign \\[foreign]
                    topics: \\[foreign.public.quality_reports]
                    reset: true
                    changed: 1000
                    state: RUNNING
                    pause: true
                    state: PAUSED
                    resume: true
                    state: RUNNING
                    restart: true
                    restart with tasks: true
                    state: RUNNING
                    restart of the task: true
                    state: RUNNING
                    unknown: ResourceNotFoundException Connector nope not found.*
                    twice: ConcurrentConfigModificationException Connector foreign already exists.*
                    misspelt: InvalidRequestException .*The option 'snapshot.mod' is an option that.*
                    wrong password: UnauthorizedRequestException .*
                    a viewer: .*vic may not do this.*
                    deleted: true
                    gone: ResourceNotFoundException .*""");
        }
        world.postgres.execute(Sources.ODG, "SELECT pg_drop_replication_slot('foreign_client')");
    }
}
