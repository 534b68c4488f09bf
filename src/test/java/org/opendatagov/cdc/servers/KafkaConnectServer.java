package org.opendatagov.cdc.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * One worker of Kafka Connect in distributed mode, with Debezium's connector for PostgreSQL as its only plugin. It keeps
 * its connectors and their offsets in the broker that it is given, which must run before the worker starts. Converters
 * are JSON without schemas. It does not make the topics of connectors unless their configuration says how
 * ({@code topic.creation.default.partitions} and so on).
 */
public final class KafkaConnectServer extends ServerProcess {
    /** The topic of the connectors' offsets, which the worker makes with 25 partitions and compaction if it is missing. */
    public static final String OFFSETS_TOPIC = "connect-offsets";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> LOG = List.of(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.connect.runtime.Worker=info",
            "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.connect.runtime.distributed.DistributedHerder=info",
            "-Dorg.slf4j.simpleLogger.log.io.debezium=info",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final KafkaServer kafka;
    private final Debezium debezium;
    private final Map<String, String> settings;
    private final List<String> jvm;
    private String classPath;

    /** Which release of Debezium's connector a worker has. */
    public enum Debezium {
        /** The one that this service has too. */
        OURS("kafka.connect.postgres"),
        /** The one that OpenDataGov's Kafka Connect has. */
        PLATFORM("kafka.connect.postgres.platform");

        private final String artifact;

        Debezium(String artifact) {
            this.artifact = artifact;
        }
    }

    public KafkaConnectServer(String name, KafkaServer kafka) {
        this(name, kafka, Map.of(), List.of("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC"));
    }

    /** Settings of the worker go ahead of the ones that this class makes; flags of the JVM are all that it gets. */
    public KafkaConnectServer(String name, KafkaServer kafka, Map<String, String> settings, List<String> jvm) {
        this(name, kafka, Debezium.OURS, settings, jvm);
    }

    /** With the release of Debezium that it has. */
    public KafkaConnectServer(
            String name, KafkaServer kafka, Debezium debezium, Map<String, String> settings, List<String> jvm) {
        super(name, 1);
        this.kafka = kafka;
        this.debezium = debezium;
        this.settings = Map.copyOf(settings);
        this.jvm = List.copyOf(jvm);
    }

    /** The URL of a path of the worker's REST interface, for instance {@code /connectors}. */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Creates a connector, or gives the one that is there a new configuration. Returns before it runs. */
    public void createConnector(String name, Map<String, String> config) {
        call("PUT", "/connectors/" + name + "/config", MAPPER.valueToTree(config));
    }

    /** Waits until the connector and its one task run. Fails with the trace of what failed. */
    public void awaitRunning(String name) {
        Awaitility.await(name + " runs")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(RestException.class)
                .until(() -> {
                    JsonNode status = status(name);
                    if (status.findValuesAsText("state").contains("FAILED")) {
                        throw new IllegalStateException(name + " failed: " + status.toPrettyString());
                    }
                    return status.findValuesAsText("state").equals(List.of("RUNNING", "RUNNING"));
                });
    }

    /** The connector's status as the worker answers it: the states of the connector and of its tasks. */
    public JsonNode status(String name) {
        return call("GET", "/connectors/" + name + "/status", null);
    }

    /** The offset that the connector committed last, for instance {@code {"lsn":…,"txId":…}}; missing when there is none. */
    public JsonNode offsets(String name) {
        return call("GET", "/connectors/" + name + "/offsets", null).at("/offsets/0/offset");
    }

    public void pause(String name) {
        call("PUT", "/connectors/" + name + "/pause", null);
    }

    public void resume(String name) {
        call("PUT", "/connectors/" + name + "/resume", null);
    }

    /** Stops a connector and waits until its task is gone. Its configuration and its offset stay. */
    public void stop(String name) {
        call("PUT", "/connectors/" + name + "/stop", null);
        Awaitility.await(name + " stops")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> status(name).findValuesAsText("state").equals(List.of("STOPPED")));
    }

    /** Removes a connector. Its offset stays. */
    public void delete(String name) {
        call("DELETE", "/connectors/" + name, null);
    }

    @Override
    void initialise() throws IOException {
        Artifacts artifacts = new Artifacts();
        List<Path> worker = artifacts.classPath("kafka.connect", "kafka.log");
        classPath = worker.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        // As in its image: a folder with a class loader of its own.
        Path plugin = Files.createDirectories(plugins().resolve("debezium-connector-postgres"));
        for (Path jar : artifacts.classPath(debezium.artifact)) {
            Files.createSymbolicLink(plugin.resolve(jar.getFileName()), jar);
        }
    }

    @Override
    List<String> command() throws IOException {
        List<String> command = new ArrayList<>(List.of(ChildProcess.java()));
        command.addAll(jvm);
        command.addAll(LOG);
        command.addAll(List.of("-cp", classPath, "org.apache.kafka.connect.cli.ConnectDistributed", writeProperties()));
        return command;
    }

    /** The worker calls itself healthy when it has joined its group and read its topics. */
    @Override
    boolean answers() {
        return call("GET", "/health", null).path("status").asText().equals("healthy");
    }

    private Path plugins() {
        return data().resolve("plugins");
    }

    private String writeProperties() throws IOException {
        Map<String, String> all = new HashMap<>();
        all.put("bootstrap.servers", kafka.bootstrapServers());
        all.put("group.id", "connect-cluster");
        all.put("listeners", "http://127.0.0.1:" + port());
        all.put("plugin.path", plugins().toString());
        for (String converter : List.of("key.converter", "value.converter")) {
            all.put(converter, "org.apache.kafka.connect.json.JsonConverter");
            all.put(converter + ".schemas.enable", "false");
        }
        all.put("offset.storage.topic", OFFSETS_TOPIC);
        all.put("config.storage.topic", "connect-configs");
        all.put("status.storage.topic", "connect-status");
        for (String topic : List.of("offset", "config", "status")) {
            all.put(topic + ".storage.replication.factor", "1");
        }
        // After a kill the next worker gets the task when the group has missed the old one, not five minutes later.
        all.put("scheduled.rebalance.max.delay.ms", "0");
        all.put("session.timeout.ms", "6000");
        all.put("heartbeat.interval.ms", "1000");
        all.putAll(settings);
        Properties properties = new Properties();
        properties.putAll(all);
        Path file = folder().resolve("connect-distributed.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file.toString();
    }

    private JsonNode call(String method, String path, JsonNode body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new RestException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + url(path) + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private static final class RestException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        RestException(String message) {
            super(message);
        }
    }
}
