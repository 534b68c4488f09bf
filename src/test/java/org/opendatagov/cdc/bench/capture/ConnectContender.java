package org.opendatagov.cdc.bench.capture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendatagov.cdc.bench.ProcessUse;
import org.opendatagov.cdc.servers.KafkaConnectServer;
import org.opendatagov.cdc.servers.PostgresServer;

/**
 * Kafka Connect with Debezium's connector, configured with what it needs and no more; its batches and its queue are as large
 * as those of the service by default. Events are JSON without schemas, as those of the service are.
 *
 * @param worker settings of the worker that it has besides
 * @param connector settings of the connector that it has besides
 * @param jvm flags of its JVM
 */
record ConnectContender(
        String name,
        String title,
        Workbench workbench,
        Map<String, String> worker,
        Map<String, String> connector,
        List<String> jvm)
        implements Contender {

    @Override
    public Capture start(Job job) {
        Map<String, String> settings = new HashMap<>(worker);
        settings.put("group.id", job.name());
        // A worker starts what its topics hold, so each has its own.
        for (String topic : List.of("config", "offset", "status")) {
            settings.put(topic + ".storage.topic", job.name() + "." + topic);
        }
        KafkaConnectServer server = new KafkaConnectServer("bench-" + job.name(), workbench.kafka(), settings, jvm);
        try {
            server.start();
            server.createConnector(job.name(), connector(job));
            server.awaitRunning(job.name());
            return new Running(server, new ProcessUse(server.pid()));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private Map<String, String> connector(Job job) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("plugin.name", "pgoutput");
        config.put("database.hostname", "127.0.0.1");
        config.put("database.port", Integer.toString(workbench.postgres().port()));
        config.put("database.user", PostgresServer.SUPERUSER);
        config.put("database.password", PostgresServer.SUPERUSER_PASSWORD);
        config.put("database.dbname", Source.DATABASE);
        config.put("topic.prefix", job.topicPrefix());
        config.put("slot.name", job.slot());
        config.put("publication.name", Source.PUBLICATION);
        config.put("publication.autocreate.mode", "disabled");
        config.put("table.include.list", Source.TABLE);
        config.put("snapshot.mode", "no_data");
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "1");
        job.pollMillis().ifPresent(millis -> config.put("poll.interval.ms", Integer.toString(millis)));
        config.putAll(connector);
        return config;
    }

    private record Running(KafkaConnectServer server, ProcessUse use) implements Capture {

        @Override
        public boolean isAlive() {
            return server.isAlive();
        }

        @Override
        public String log() {
            return server.log().toString();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
