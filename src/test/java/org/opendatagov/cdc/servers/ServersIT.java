package org.opendatagov.cdc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("faults")
class ServersIT {
    @Test
    void postgresKeepsItsDataOverAKillAndAStop() throws Exception {
        try (PostgresServer server = new PostgresServer("it-postgres")) {
            server.start();
            int port = server.port();
            server.execute("postgres", "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");
            List<Long> processes = killed(server);
            assertThat(processes).as("the postmaster and its children").hasSizeGreaterThan(3);
            server.start();
            server.execute("postgres", "INSERT INTO kept VALUES (2)");
            stopped(server);
            server.start();

            assertThat(server.port()).isEqualTo(port);
            assertThat(number(server, "SELECT count(*) FROM kept")).isEqualTo(2);
        }
    }

    @Test
    void postgresTakesSettingsAndWantsThePassword() throws Exception {
        try (PostgresServer server = new PostgresServer("it-postgres-settings", Map.of("wal_level", "replica"))) {
            server.start();

            assertThat(number(
                            server,
                            "SELECT count(*) FROM pg_settings WHERE name = 'wal_level' AND setting = 'replica'"))
                    .isEqualTo(1);
            assertThatThrownBy(() -> server.connect("postgres", PostgresServer.SUPERUSER, "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void kafkaKeepsItsRecordsOverAKillAndAStop() throws Exception {
        try (KafkaServer server = new KafkaServer("it-kafka")) {
            server.start();
            int port = server.port();
            try (Admin admin = server.admin()) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                        .all()
                        .get(10, TimeUnit.SECONDS);
            }
            send(server, "one");
            killed(server);
            server.start();
            send(server, "two");
            stopped(server);
            server.start();

            assertThat(server.port()).isEqualTo(port);
            assertThat(endOffset(server)).isEqualTo(2);
        }
    }

    @Test
    void redisKeepsItsKeysOverAKillAndAStop() throws Exception {
        try (RedisServer server = new RedisServer("it-redis", Map.of("requirepass", "secret"))) {
            server.start();
            int port = server.port();
            redis(server, Request.cmd(Command.SET).arg("one").arg("1"));
            killed(server);
            server.start();
            redis(server, Request.cmd(Command.SET).arg("two").arg("2"));
            stopped(server);
            server.start();

            assertThat(server.port()).isEqualTo(port);
            assertThat(redis(server, Request.cmd(Command.DBSIZE)).toInteger()).isEqualTo(2);
        }
    }

    @Test
    void elasticsearchKeepsItsDocumentsOverAKillAndAStop() throws Exception {
        try (ElasticsearchServer server = new ElasticsearchServer("it-elasticsearch")) {
            server.start();
            int port = server.port();
            assertThat(http(server, "PUT", "/kept/_doc/1", "{\"a\":1}")).contains("\"result\":\"created\"");
            killed(server);
            server.start();
            assertThat(http(server, "PUT", "/kept/_doc/2", "{\"a\":2}")).contains("\"result\":\"created\"");
            stopped(server);
            server.start();

            assertThat(server.port()).isEqualTo(port);
            assertThat(http(server, "GET", "/kept/_doc/1", "")).contains("\"_source\":{\"a\":1}");
            assertThat(http(server, "GET", "/kept/_doc/2", "")).contains("\"_source\":{\"a\":2}");
        }
    }

    @Test
    void aFrozenServerKeepsItsConnectionAndAnswersAfterwards() throws Exception {
        try (PostgresServer server = new PostgresServer("it-frozen")) {
            server.start();
            try (Connection connection = server.connect("postgres")) {
                server.freeze();
                assertThat(connection.isValid(1)).isFalse();
                server.thaw();
            }
            assertThat(number(server, "SELECT 1")).isEqualTo(1);
        }
    }

    @Test
    void twoServersCanNotHaveOneName() {
        try (RedisServer first = new RedisServer("it-twice");
                RedisServer second = new RedisServer("it-twice")) {
            first.start();

            assertThatThrownBy(second::start).hasMessageContaining("Another server named it-twice");
        }
    }

    @Test
    void aServerThatCanNotStartShowsItsLog() {
        try (RedisServer server = new RedisServer("it-wrong", Map.of("appendfsync", "sometimes"))) {
            assertThatThrownBy(server::start)
                    .hasMessageContaining("it-wrong does not start")
                    .hasMessageContaining("argument must be one of the following");
        }
    }

    @Test
    void nothingOutlivesAJvmThatIsKilled() throws Exception {
        Process jvm = new ProcessBuilder(
                        ChildProcess.java(), "-cp", System.getProperty("java.class.path"), ServersMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = jvm.inputReader(StandardCharsets.UTF_8)) {
            List<Long> processes = out.lines()
                    .takeWhile(line -> !line.isEmpty())
                    .map(Long::valueOf)
                    .toList();
            assertThat(processes).hasSizeGreaterThan(6);
            assertThat(processes).allMatch(pid -> ProcessHandle.of(pid).isPresent());

            jvm.destroyForcibly();

            await().until(() -> processes.stream().noneMatch(ServersIT::runs));
        } finally {
            jvm.destroyForcibly();
            Folders.delete(new PostgresServer("main-postgres").data());
        }
    }

    private static List<Long> killed(ServerProcess server) {
        List<Long> processes = tree(server);
        server.kill();
        assertGone(server, processes);
        return processes;
    }

    private static void stopped(ServerProcess server) {
        List<Long> processes = tree(server);
        server.stop();
        assertGone(server, processes);
    }

    private static void assertGone(ServerProcess server, List<Long> processes) {
        assertThat(server.isAlive()).isFalse();
        await().until(() -> processes.stream().noneMatch(ServersIT::runs));
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
                .isInstanceOf(ConnectException.class);
    }

    private static List<Long> tree(ServerProcess server) {
        ProcessHandle handle = ProcessHandle.of(server.pid()).orElseThrow();
        return Stream.concat(Stream.of(handle), handle.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    private static boolean runs(long pid) {
        return ChildProcess.runs(pid);
    }

    private static long number(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void send(KafkaServer server, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("kept", value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static long endOffset(KafkaServer server) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", server.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("kept", 0);
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    private static Response redis(RedisServer server, Request request) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            return Redis.createClient(vertx, server.url())
                    .send(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } finally {
            vertx.close();
        }
    }

    private static String http(ElasticsearchServer server, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.hostAndPort() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
