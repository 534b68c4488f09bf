package org.opendatagov.cdc.bench.deliver;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.opendatagov.cdc.bench.ProcessUse;
import org.opendatagov.cdc.servers.ElasticsearchServer;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.RedisServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;

/** The servers that all contenders share. */
final class Workbench implements AutoCloseable {
    /** A cache that keeps nothing on disk: no rewriting of a file falls into one run and not into another. */
    private static final Map<String, String> CACHE = Map.of("appendonly", "no");

    /** Elasticsearch compiles what is hot, as it does where it isn't started for a test. */
    private static final List<String> SEARCH_JVM = List.of("-Xms1g", "-Xmx1g");

    private final PostgresServer postgres = new PostgresServer("deliver-postgres");
    private final KafkaServer kafka = new KafkaServer("deliver-kafka");
    private final RedisServer redis = new RedisServer("deliver-redis", CACHE);
    private final ElasticsearchServer elasticsearch =
            new ElasticsearchServer("deliver-elasticsearch", Map.of(), SEARCH_JVM);
    private Admin admin;

    void start() throws SQLException {
        ServerProcess.startAll(postgres, kafka, redis, elasticsearch);
        admin = kafka.admin();
        Sources.createOdg(postgres);
    }

    PostgresServer postgres() {
        return postgres;
    }

    KafkaServer kafka() {
        return kafka;
    }

    RedisServer redis() {
        return redis;
    }

    ElasticsearchServer elasticsearch() {
        return elasticsearch;
    }

    Admin admin() {
        return admin;
    }

    ProcessUse kafkaUse() {
        return new ProcessUse(kafka.pid());
    }

    /** What connects the service with these servers. */
    ServiceEnvironment environment() {
        return new ServiceEnvironment().odg(postgres).kafka(kafka).redis(redis).elasticsearch(elasticsearch);
    }

    @Override
    public void close() {
        try (postgres;
                kafka;
                redis;
                elasticsearch) {
            if (admin != null) {
                admin.close();
            }
        }
    }
}
