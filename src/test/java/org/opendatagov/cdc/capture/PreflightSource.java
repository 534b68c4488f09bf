package org.opendatagov.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.debezium.postgres.configuration.PostgresConnectorEmbeddedDebeziumConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.opendatagov.cdc.capture.connector.CaptureTopics;
import org.opendatagov.cdc.capture.connector.EventFormat;
import org.opendatagov.cdc.capture.connector.SourceDatabase;
import org.opendatagov.cdc.capture.connector.Sql;
import org.opendatagov.cdc.capture.connector.TopicGroups;
import org.opendatagov.cdc.capture.engine.EngineSettings;
import org.opendatagov.cdc.capture.engine.OffsetRecords;
import org.opendatagov.cdc.capture.preflight.FormatCheck;
import org.opendatagov.cdc.capture.preflight.Preflight;
import org.opendatagov.cdc.capture.preflight.PreflightCheck;
import org.opendatagov.cdc.capture.preflight.PreflightCheck.Status;
import org.opendatagov.cdc.capture.preflight.PreflightReport;
import org.opendatagov.cdc.endtoend.CaptureWorld;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.topics.KafkaNeeds;
import org.opendatagov.cdc.topics.TopicSettings;
import org.opendatagov.cdc.topics.Topics;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** A database of a test's own with table {@code a}, the role that captures it, and the route's options, all in order. */
public final class PreflightSource {

    /** Needs quotes everywhere. */
    private static final String ROLE = "Reader \"of\" ";

    private static final AtomicInteger SOURCES = new AtomicInteger();

    private static final String PASSWORD = "preflight-secret";

    public final PostgresConnectorEmbeddedDebeziumConfiguration route = PostgresCdcComponent.defaults();
    final String name;
    final String role;
    boolean hypertables;
    Duration retention = Duration.ofDays(7);
    short replicationFactor = -1;
    int maxMessageBytes = 1_000_000;
    private final PostgresServer postgres;
    private final KafkaServer kafka;

    private PreflightSource(PostgresServer postgres, KafkaServer kafka, String name) throws Exception {
        this.postgres = postgres;
        this.kafka = kafka;
        this.name = name;
        this.role = ROLE + name;
        postgres.createDatabase(name);
        execute("CREATE ROLE " + Sql.identifier(role) + " LOGIN REPLICATION PASSWORD '" + PASSWORD + "'");
        execute("CREATE TABLE a (id int PRIMARY KEY, note text)");
        execute("GRANT SELECT ON a TO " + Sql.identifier(role));
        execute("CREATE PUBLICATION \"Pub\" FOR TABLE a");
        route.setName("connector-" + name);
        route.setTopicPrefix("cdc." + name);
        route.setSlotName("slot_" + name);
        route.setPublicationName("Pub");
        route.setTableIncludeList("public.a");
        route.setDatabaseHostname("127.0.0.1");
        route.setDatabasePort(postgres.port());
        route.setDatabaseDbname(name);
        route.setDatabaseUser(role);
        route.setDatabasePassword(PASSWORD);
        route.setOffsetStorageTopic("offsets-" + name);
    }

    public static PreflightSource in(CaptureWorld world) throws Exception {
        return on(world.postgres, world.kafka);
    }

    static PreflightSource on(PostgresServer postgres, KafkaServer kafka) throws Exception {
        return new PreflightSource(postgres, kafka, "preflight_" + SOURCES.incrementAndGet());
    }

    public SourceDatabase database() {
        return endpoint().database();
    }

    private PostgresCdcEndpoint endpoint() {
        PostgresCdcEndpoint endpoint = new PostgresCdcEndpoint("postgres-cdc:test", null, route);
        endpoint.setSource("test");
        endpoint.setHypertables(hypertables);
        return endpoint;
    }

    Preflight preflight() {
        TopicSettings settings = new TopicSettings() {
            @Override
            public short replicationFactor() {
                return replicationFactor;
            }

            @Override
            public Duration retention() {
                return retention;
            }

            @Override
            public int maxMessageBytes() {
                return maxMessageBytes;
            }
        };
        PostgresCdcEndpoint endpoint = endpoint();
        Map<String, Object> kafkaSettings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        Topics topics = new Topics(kafkaSettings);
        return new Preflight(
                endpoint.database(),
                endpoint.options(),
                route,
                new CaptureTopics(topics, settings, route.getTopicPrefix(), endpoint.partitions(), TopicGroups.NONE),
                new FormatCheck(EventFormat.JSON, null),
                KafkaNeeds.NONE,
                () -> offsets().read(EngineSettings.of(route, endpoint.database(), kafkaSettings)));
    }

    private OffsetRecords offsets() {
        return new OffsetRecords(route.getOffsetStorageTopic(), route.getName(), route.getTopicPrefix());
    }

    /** Stores an offset, as the connector does. */
    void storeOffset(Map<String, Object> offset) throws Exception {
        try (Admin admin = kafka.admin();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            NewTopic topic = new NewTopic(route.getOffsetStorageTopic(), 1, (short) 1);
            admin.createTopics(List.of(topic.configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
            producer.send(offsets().of(offset)).get();
        }
    }

    PreflightReport report() throws InterruptedException {
        return preflight().report();
    }

    /** The checks of a report that aren't OK. */
    List<PreflightCheck> findings() throws InterruptedException {
        return report().checks().stream()
                .filter(check -> check.status() != Status.OK)
                .toList();
    }

    PreflightCheck check(String check) throws InterruptedException {
        List<PreflightCheck> found = report().checks().stream()
                .filter(one -> one.name().equals(check))
                .toList();
        assertThat(found).as(check).hasSize(1);
        return found.get(0);
    }

    /** Checks, mends with the SQL as the check gives it, and checks again. */
    PreflightCheck mended(String check) throws Exception {
        PreflightCheck before = check(check);
        assertThat(before.status()).as(before.sentence()).isNotEqualTo(Status.OK);
        mend(before);
        PreflightCheck after = check(check);
        assertThat(after.status()).as(after.sentence()).isEqualTo(Status.OK);
        return before;
    }

    void mend(PreflightCheck check) throws Exception {
        assertThat(check.sql()).as(check.sentence()).isNotEmpty();
        for (String statement : check.sql()) {
            execute(statement);
        }
    }

    public void execute(String sql) throws Exception {
        postgres.execute(name, sql);
    }

    /** Makes the slot. */
    public void createSlot() throws Exception {
        execute("SELECT pg_create_logical_replication_slot('" + route.getSlotName() + "', 'pgoutput')");
    }

    public void dropSlot() throws Exception {
        execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
                + route.getSlotName() + "'");
    }

    public Connection session() throws Exception {
        return postgres.connect(name, role, PASSWORD);
    }

    /** A session that may read slots. */
    Connection replicationSession(String reader) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", PASSWORD);
        properties.setProperty("replication", "database");
        properties.setProperty("assumeMinServerVersion", "15");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("ApplicationName", reader);
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + name, properties);
    }

    PGReplicationStream read(Connection replicationSession) throws Exception {
        return replicationSession
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(route.getSlotName())
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", "\"Pub\"")
                .start();
    }
}
