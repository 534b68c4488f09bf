package org.opendatagov.cdc.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** One Kafka node, broker and controller in one process (KRaft). Topics must be made, they don't appear by themselves. */
public final class KafkaServer extends ServerProcess {
    private static final List<String> JVM = List.of(
            "-Xms128m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS");

    private static final Map<String, String> TOOLS = Map.of(
            "kafka-topics.sh", "org.apache.kafka.tools.TopicCommand",
            "kafka-acls.sh", "org.apache.kafka.tools.AclCommand");

    private final Map<String, String> settings;
    private final StringBuilder listeners = new StringBuilder();
    private String classPath;

    public KafkaServer(String name) {
        this(name, Map.of());
    }

    /** Settings of server.properties go ahead of the ones that this class makes. */
    public KafkaServer(String name, Map<String, String> settings) {
        super(name, 2);
        this.settings = Map.copyOf(settings);
    }

    /** One more listener, whose protocol the settings say. */
    public KafkaServer listener(String listener, int listenerPort) {
        listeners.append(',').append(listener).append("://127.0.0.1:").append(listenerPort);
        return this;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    /** Lets no file of the running broker grow beyond a size, which to it is what a full disk is. A new start ends that. */
    public void limitFiles(long bytes) {
        try {
            int exit = new ProcessBuilder("prlimit", "--pid", Long.toString(pid()), "--fsize=" + bytes)
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("prlimit failed with exit code " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** A new admin client. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    /**
     * Runs a command line of Kafka's tools as an administrator, without quotes in it.
     *
     * @throws IOException when it fails
     */
    public void run(String command) throws IOException {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        String main = TOOLS.get(words.remove(0));
        words.set(words.indexOf("--bootstrap-server") + 1, bootstrapServers());
        ChildProcess.run(java(main, words, List.of("-XX:TieredStopAtLevel=1")), data(), log());
    }

    @Override
    void initialise() throws IOException {
        classPath = new Artifacts()
                .classPath("kafka", "kafka.tools", "kafka.log").stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
        String properties = writeProperties();
        List<String> format = List.of("format", "-t", Uuid.randomUuid().toString(), "-c", properties);
        ChildProcess.run(java("kafka.tools.StorageTool", format, List.of("-XX:TieredStopAtLevel=1")), data(), log());
    }

    @Override
    List<String> command() throws IOException {
        return java("kafka.Kafka", List.of(writeProperties()), JVM);
    }

    @Override
    boolean answers() throws Exception {
        Map<String, Object> client = Map.of(
                "bootstrap.servers", bootstrapServers(), "default.api.timeout.ms", 5_000, "request.timeout.ms", 5_000);
        try (Admin admin = Admin.create(client)) {
            return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
        }
    }

    private List<String> java(String main, List<String> arguments, List<String> jvm) {
        List<String> command = new ArrayList<>(List.of(ChildProcess.java()));
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        return command;
    }

    private String writeProperties() throws IOException {
        Map<String, String> all = new HashMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("controller.quorum.voters", "1@127.0.0.1:" + port(1));
        all.put("controller.listener.names", "CONTROLLER");
        all.put("listeners", "PLAINTEXT://127.0.0.1:" + port() + ",CONTROLLER://127.0.0.1:" + port(1) + listeners);
        all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port() + listeners);
        all.put("log.dirs", data().resolve("log").toString());
        all.put("auto.create.topics.enable", "false");
        all.put("offsets.topic.replication.factor", "1");
        all.put("offsets.topic.num.partitions", "5");
        all.put("transaction.state.log.replication.factor", "1");
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.replication.factor", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("group.initial.rebalance.delay.ms", "0");
        // The default of 128 MB is a quarter of the heap.
        all.put("log.cleaner.dedupe.buffer.size", "8388608");
        all.putAll(settings);
        Properties properties = new Properties();
        properties.putAll(all);
        Path file = folder().resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file.toString();
    }
}
