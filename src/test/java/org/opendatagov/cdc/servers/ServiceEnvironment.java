package org.opendatagov.cdc.servers;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The environment variables that connect the service with servers. */
public final class ServiceEnvironment {
    private final Map<String, String> variables = new LinkedHashMap<>();

    /** The PostgreSQL source, as the user that {@link Sources} makes. */
    public ServiceEnvironment odg(PostgresServer server) {
        return source("CDC_ODG_", server, Sources.ODG);
    }

    /** The TimescaleDB source, as the user that {@link Sources} makes. */
    public ServiceEnvironment timescale(PostgresServer server) {
        return source("CDC_TIMESCALE_", server, Sources.TIMESCALE);
    }

    public ServiceEnvironment kafka(KafkaServer server) {
        return with("KAFKA_BOOTSTRAP_SERVERS", server.bootstrapServers());
    }

    public ServiceEnvironment redis(RedisServer server) {
        return with("QUARKUS_REDIS_HOSTS", server.url());
    }

    public ServiceEnvironment elasticsearch(ElasticsearchServer server) {
        return with("QUARKUS_ELASTICSEARCH_HOSTS", server.hostAndPort());
    }

    public ServiceEnvironment schemaRegistry(SchemaRegistryServer server) {
        return with("CDC_SCHEMA_REGISTRY_URL", server.url());
    }

    /** The flows that run, a list of route ids with {@code *}. */
    public ServiceEnvironment flows(String flows) {
        return with("CDC_FLOWS", flows);
    }

    /** Where a workflow's notifications go. */
    public ServiceEnvironment notify(String workflow, String url, String secret) {
        String prefix = "CDC_NOTIFY_" + workflow.toUpperCase(Locale.ROOT).replace('-', '_');
        return with(prefix + "_URL", url).with(prefix + "_SECRET", secret);
    }

    /** Java's Flight Recorder runs along, and writes its recording when the service ends. */
    public ServiceEnvironment flightRecording(Path file) {
        return with("JAVA_TOOL_OPTIONS", "-XX:StartFlightRecording=settings=profile,filename=" + file.toAbsolutePath());
    }

    /** Any other variable. */
    public ServiceEnvironment with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    public Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    private ServiceEnvironment source(String prefix, PostgresServer server, String database) {
        return with(prefix + "HOST", "127.0.0.1")
                .with(prefix + "PORT", Integer.toString(server.port()))
                .with(prefix + "DATABASE", database)
                .with(prefix + "USER", Sources.CDC_USER)
                .with(prefix + "PASSWORD", Sources.CDC_PASSWORD);
    }
}
