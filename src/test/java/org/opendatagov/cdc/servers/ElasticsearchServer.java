package org.opendatagov.cdc.servers;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/**
 * One Elasticsearch node made of the published jars. Some modules are not published: it has no {@code GET /}, no
 * {@code _delete_by_query}, no {@code _reindex} and no painless.
 */
public final class ElasticsearchServer extends ServerProcess {
    /** It starts soon and takes little, but is slower than it could be once it runs. */
    private static final List<String> JVM =
            List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> settings = new LinkedHashMap<>(Map.of(
            "discovery.type", "single-node",
            "network.host", "127.0.0.1",
            "transport.port", "0",
            "cluster.routing.allocation.disk.threshold_enabled", "false"));
    private final List<String> jvm;
    private String classPath;
    private Path home;

    public ElasticsearchServer(String name) {
        this(name, Map.of());
    }

    /** Settings of elasticsearch.yml go ahead of the ones that this class makes. */
    public ElasticsearchServer(String name, Map<String, String> settings) {
        this(name, settings, JVM);
    }

    /** With other flags of its JVM too. */
    public ElasticsearchServer(String name, Map<String, String> settings, List<String> jvm) {
        super(name, 1);
        this.settings.putAll(settings);
        this.jvm = jvm;
    }

    public String hostAndPort() {
        return "127.0.0.1:" + port();
    }

    @Override
    void initialise() {
        Artifacts artifacts = new Artifacts();
        String version = artifacts.version("elasticsearch");
        List<Path> jars = artifacts.classPath("elasticsearch");
        String jarPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        home = Unpacked.once(Folders.cache().resolve("elasticsearch-" + version), folder -> {
            unpackTransport(artifacts, version, jars, folder.resolve("modules/transport-netty4"));
            Path config = Files.createDirectories(folder.resolve("config"));
            copyResource("log4j2.properties", config.resolve("log4j2.properties"));
            compileMain(jarPath, folder);
        });
        classPath = home.resolve("classes") + File.pathSeparator + jarPath;
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(ChildProcess.java()));
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath, "ElasticsearchMain", home.toString()));
        command.addAll(
                List.of("node.name=" + name(), "path.data=" + data(), "path.logs=" + folder(), "http.port=" + port()));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        return command;
    }

    @Override
    boolean answers() throws IOException, InterruptedException {
        HttpResponse<String> answer = send("GET", "/_cluster/health", "");
        return answer.statusCode() == 200 && !answer.body().contains("\"status\":\"red\"");
    }

    /**
     * Calls the server, as its administrator would.
     *
     * @param body JSON, or an empty text for none
     * @return what it answered, whatever the status
     */
    public String call(String method, String path, String body) {
        try {
            return send(method, path, body).body();
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + hostAndPort() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The transport is a module with a class loader of its own; what the server has already must not be there too. */
    private static void unpackTransport(Artifacts artifacts, String version, List<Path> server, Path module)
            throws IOException {
        Files.createDirectories(module);
        for (Path jar : artifacts.classPath("elasticsearch.transport")) {
            if (!server.contains(jar)) {
                Files.copy(jar, module.resolve(jar.getFileName()));
            }
        }
        Files.writeString(module.resolve("plugin-descriptor.properties"), """
                description=HTTP and transport
                name=transport-netty4
                version=%1$s
                elasticsearch.version=%1$s
                java.version=17
                classname=org.elasticsearch.transport.netty4.Netty4Plugin
                """.formatted(version));
    }

    private static void compileMain(String jarPath, Path folder) throws IOException {
        Path source = folder.resolve("ElasticsearchMain.java");
        copyResource("ElasticsearchMain.java", source);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-proc:none",
                        "-cp",
                        jarPath,
                        "-d",
                        classes.toString(),
                        source.toString());
        if (result != 0) {
            throw new IOException("ElasticsearchMain: " + messages.toString(StandardCharsets.UTF_8));
        }
    }

    private static void copyResource(String name, Path target) throws IOException {
        try (InputStream in = ElasticsearchServer.class.getResourceAsStream("/servers/elasticsearch/" + name)) {
            Files.copy(in, target);
        }
    }
}
