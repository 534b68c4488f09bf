package org.opendatagov.cdc.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.KafkaConnectServer;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.Sources;

/**
 * The governance database with some rows, Kafka, a Kafka Connect that captures them as OpenDataGov has it, and a service that
 * doesn't run yet. Both use one connector name, one slot and one offsets topic, and capture in turn.
 */
final class TakeoverWorld implements AutoCloseable {

    static final String CONNECTOR = "odg-postgresql-cdc";
    static final String TOPIC = World.ODG_TOPIC + "data_contracts";
    static final int EARLIER_ROWS = 20;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration TRANSACTION = Duration.ofMinutes(1);
    private static final JsonNode OFFSET_KEY = TopicReader.tree("[\"" + CONNECTOR + "\",{\"server\":\"cdc.odg\"}]");

    final PostgresServer postgres;
    final KafkaServer kafka;
    final KafkaConnectServer connect;
    final Database odg;
    private final TopicReader topics;
    private CdcService service;

    /** What a process leaves to be repeated: what it hadn't committed, of what was written before it ended. */
    record Uncommitted(String who, long after, long until) {
        boolean covers(long lsn) {
            return lsn > after && lsn <= until;
        }
    }

    TakeoverWorld(String name, KafkaConnectServer.Debezium debezium) throws Exception {
        postgres = new PostgresServer(name + "-postgres");
        kafka = new KafkaServer(name + "-kafka");
        Map<String, String> worker = Map.of(
                // It writes offsets once a minute otherwise, and repeats that minute.
                "offset.flush.interval.ms", "1000",
                // The service writes offsets in transactions.
                "isolation.level", "read_committed");
        connect = new KafkaConnectServer(name + "-connect", kafka, debezium, worker, List.of("-Xmx512m"));
        odg = new Database(postgres, Sources.ODG);
        topics = new TopicReader(kafka);
        try {
            start(name);
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    private void start(String name) throws SQLException, ExecutionException, InterruptedException {
        ServerProcess.startAll(postgres, kafka);
        Sources.createOdg(postgres);
        odg.run("INSERT INTO data_contracts (name) SELECT 'earlier ' || n FROM generate_series(1, ?) n", EARLIER_ROWS);
        try (Admin admin = kafka.admin()) {
            // Not the 25 partitions that Kafka Connect and the service would make.
            NewTopic offsets = new NewTopic(KafkaConnectServer.OFFSETS_TOPIC, 5, (short) 1);
            admin.createTopics(List.of(offsets.configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
        connect.start();
        createConnector();
        await().atMost(PATIENCE).until(() -> topics.written(TOPIC) == EARLIER_ROWS);
        service = new CdcService(
                name + "-service",
                new ServiceEnvironment().odg(postgres).kafka(kafka).flows("capture-odg"));
    }

    /** Creates Kafka Connect's connector, and waits until it runs. */
    void createConnector() {
        connect.createConnector(CONNECTOR, OdgConnector.config(postgres));
        connect.awaitRunning(CONNECTOR);
    }

    CdcService service() {
        return service;
    }

    /** The state of the service's connector as its readiness tells it; empty while it can't be asked. */
    String state() {
        return ConnectorStates.of(service, CONNECTOR);
    }

    /** Waits until whoever captures now has published some hundred changes more. */
    void awaitCapture() {
        long before = topics.written(TOPIC);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> topics.written(TOPIC) > before + 300);
    }

    /** Waits until Kafka Connect, which captures, has published all that has been written so far, and it can be read. */
    void awaitAllCapturedByKafkaConnect() throws SQLException {
        long written = walPosition();
        odg.run("INSERT INTO data_contracts (name) VALUES ('last')");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> connect.offsets(CONNECTOR).path("lsn").asLong() >= written);
        // Kafka ends a killed service's transaction when its time is up.
        await().atMost(TRANSACTION.plus(PATIENCE))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> !topics.hasOpenTransaction(TOPIC));
    }

    private long walPosition() throws SQLException {
        return odg.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
    }

    /** Looks at what a process left that has just ended. */
    Uncommitted leftBy(String who) throws SQLException {
        List<TopicRecord> offsets = topics.read(KafkaConnectServer.OFFSETS_TOPIC).stream()
                .filter(offset -> offset.key().equals(OFFSET_KEY))
                .toList();
        long committed = offsets.get(offsets.size() - 1).value().path("lsn").asLong();
        return new Uncommitted(who, committed, walPosition());
    }

    /** The events of the table, without the schema that Kafka Connect wraps around its own. */
    List<TopicRecord> events() {
        return topics.read(TOPIC).stream().map(TakeoverWorld::unwrapped).toList();
    }

    private static TopicRecord unwrapped(TopicRecord found) {
        return found.isTombstone() || !found.value().has("payload")
                ? found
                : new TopicRecord(
                        found.partition(),
                        found.offset(),
                        found.timestamp(),
                        found.headers(),
                        found.key(),
                        found.value().path("payload"));
    }

    @Override
    public void close() {
        try (postgres;
                kafka;
                connect;
                CdcService running = service) {
            // All of them, whatever one of them does.
        }
    }
}
