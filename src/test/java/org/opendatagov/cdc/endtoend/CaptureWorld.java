package org.opendatagov.cdc.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.opendatagov.cdc.servers.CdcService;
import org.opendatagov.cdc.servers.KafkaServer;
import org.opendatagov.cdc.servers.PostgresServer;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.SharedFixture;
import org.opendatagov.cdc.servers.Sources;

/** What capture alone needs: the governance database and Kafka. Each test starts a service of its own on them, and ends it. */
public final class CaptureWorld implements AutoCloseable {

    public final PostgresServer postgres = new PostgresServer("capture-postgres");
    public final KafkaServer kafka = new KafkaServer("capture-kafka");
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

    /**
     * A folder with the built-in capture-odg.yaml, changed.
     *
     * @param name of the folder
     */
    String routes(String name, UnaryOperator<String> change) throws IOException {
        Path folder = Path.of("target", "servers", "capture-routes-" + name).toAbsolutePath();
        try (InputStream builtIn = CaptureWorld.class.getResourceAsStream("/routes/capture-odg.yaml")) {
            String route = new String(builtIn.readAllBytes(), StandardCharsets.UTF_8);
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("capture-odg.yaml"), change.apply(route));
        }
        return folder.toString();
    }

    /** Waits until everything that is committed by now is in the topics: events come in the order of the commits. */
    void awaitCaptured() throws SQLException {
        UUID last = UUID.randomUUID();
        odg.run("INSERT INTO quality_reports (id, dataset_id) VALUES (?, 'last')", last);
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> !topics.read(World.ODG_TOPIC + "quality_reports", "id", last)
                        .isEmpty());
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
    public static final class Provider extends SharedFixture<CaptureWorld> {
        public Provider() {
            super(CaptureWorld.class, CaptureWorld::new);
        }
    }
}
