package org.opendatagov.cdc.endtoend;

import java.sql.SQLException;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;

/** What capture alone needs: the governance database and Kafka. Each test starts a service of its own on them, and ends it. */
final class CaptureWorld implements AutoCloseable {

    final PostgresServer postgres = new PostgresServer("capture-postgres");
    final KafkaServer kafka = new KafkaServer("capture-kafka");
    final Database odg = new Database(postgres, Sources.ODG);
    final TopicReader topics = new TopicReader(kafka);

    private CaptureWorld() throws SQLException {
        try {
            ServerProcess.startAll(postgres, kafka);
            Sources.createOdg(postgres);
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What a service that captures alone needs to know. */
    ServiceEnvironment environment() {
        return new ServiceEnvironment().odg(postgres).kafka(kafka).flows("capture-odg");
    }

    /** Starts a service; returns at once. */
    static CdcService start(String name, ServiceEnvironment environment) {
        CdcService service = new CdcService("capture-" + name, environment);
        service.start();
        return service;
    }

    @Override
    public void close() {
        try (postgres;
                kafka) {
            // Both, whatever one of them does.
        }
    }

    /** Gives a test class the one capture world. */
    static final class Provider extends SharedFixture<CaptureWorld> {
        Provider() {
            super(CaptureWorld.class, CaptureWorld::new);
        }
    }
}
