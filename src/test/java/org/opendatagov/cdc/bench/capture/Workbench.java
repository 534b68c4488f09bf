package org.opendatagov.cdc.bench.capture;

import java.sql.SQLException;
import org.apache.kafka.clients.admin.Admin;
import org.opendatagov.cdc.bench.ProcessUse;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServerProcess;

/** The servers that all contenders share. */
final class Workbench implements AutoCloseable {
    private final PostgresServer postgres = new PostgresServer("bench-postgres", Source.SETTINGS);
    private final KafkaServer kafka = new KafkaServer("bench-kafka");
    private final Source source = new Source(postgres);
    private Admin admin;

    void start() throws SQLException {
        ServerProcess.startAll(postgres, kafka);
        admin = kafka.admin();
        source.create();
    }

    PostgresServer postgres() {
        return postgres;
    }

    KafkaServer kafka() {
        return kafka;
    }

    Source source() {
        return source;
    }

    Admin admin() {
        return admin;
    }

    /** The topic of a run. */
    Events events(Job job) {
        return new Events(kafka, job.topic());
    }

    /** What PostgreSQL uses, the processes that serve replication included. */
    ProcessUse postgresUse() {
        return new ProcessUse(postgres.pid());
    }

    ProcessUse kafkaUse() {
        return new ProcessUse(kafka.pid());
    }

    @Override
    public void close() {
        try (postgres;
                kafka) {
            if (admin != null) {
                admin.close();
            }
        }
    }
}
