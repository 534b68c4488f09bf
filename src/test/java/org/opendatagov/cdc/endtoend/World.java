package org.opendatagov.cdc.endtoend;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.sandbox.comparison.CacheRows;
import org.opendatagov.cdc.sandbox.comparison.Comparison;
import org.opendatagov.cdc.sandbox.comparison.SearchRows;
import org.opendatagov.cdc.sandbox.comparison.SourceTables;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.ElasticsearchServer;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.RedisServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;

/**
 * A set of servers and the packaged service that runs on them with all flows. One PostgreSQL holds both databases. It is
 * up to those who make a world what they load before they start its service.
 */
class World implements AutoCloseable {

    static final String ODG_TOPIC = "cdc.odg.public.";
    static final String TIMESCALE_TOPIC = "cdc.timescale.public.";

    private static final List<String> ODG_TABLES = List.of(
            "governance_decisions",
            "approval_records",
            "veto_records",
            "audit_events",
            "pipeline_versions",
            "pipeline_executions",
            "lineage_events",
            "model_cards",
            "quality_reports",
            "data_contracts");
    private static final Duration START = Duration.ofMinutes(2);

    final PostgresServer postgres;
    final KafkaServer kafka;
    final RedisServer redis;
    final ElasticsearchServer elasticsearch;
    final Database odg;
    final Database timescale;
    final TopicReader topics;
    private final String name;
    private CdcService service;
    private CacheRows cache;
    private Sinks sinks;

    World(String name) {
        this.name = name;
        postgres = new PostgresServer(name + "-postgres");
        kafka = new KafkaServer(name + "-kafka");
        // A kill takes back nothing that Redis has acknowledged.
        redis = new RedisServer(name + "-redis", Map.of("appendfsync", "always"));
        elasticsearch = new ElasticsearchServer(name + "-elasticsearch");
        odg = new Database(postgres, Sources.ODG);
        timescale = new Database(postgres, Sources.TIMESCALE);
        topics = new TopicReader(kafka);
    }

    /** Starts the servers, with the tables of both databases, all empty. */
    void startServers() throws SQLException {
        ServerProcess.startAll(postgres, kafka, redis, elasticsearch);
        Sources.createOdg(postgres);
        Sources.createTimescale(postgres);
        cache = new CacheRows(redis);
        sinks = new Sinks(cache, new SearchRows(elasticsearch));
    }

    /** Starts the service, which may run under load for minutes, and waits until it is ready. */
    void startService(ServiceEnvironment environment) {
        service = new CdcService(name + "-service", environment, CdcService.DEPLOYED_JVM);
        service.start();
        service.awaitReady(START);
    }

    /** The environment that connects a service with this world's servers. */
    ServiceEnvironment environment() {
        return new ServiceEnvironment()
                .odg(postgres)
                .timescale(postgres)
                .kafka(kafka)
                .redis(redis)
                .elasticsearch(elasticsearch);
    }

    CdcService service() {
        return service;
    }

    Sinks sinks() {
        return sinks;
    }

    /** Compares tables with both sinks now; OpenDataGov's of both databases when none are named. */
    Comparison compare(String... odgTables) {
        List<SourceTables> sources = odgTables.length == 0
                ? List.of(
                        SourceTables.some(postgres, Sources.ODG, ODG_TABLES.toArray(String[]::new)),
                        SourceTables.all(postgres, Sources.TIMESCALE))
                : List.of(SourceTables.some(postgres, Sources.ODG, odgTables));
        return Comparison.of(sources, cache, sinks.search());
    }

    @Override
    public void close() {
        try (postgres;
                kafka;
                redis;
                elasticsearch;
                CacheRows clients = cache;
                CdcService running = service) {
            // All of them, whatever one of them does.
        }
    }
}
