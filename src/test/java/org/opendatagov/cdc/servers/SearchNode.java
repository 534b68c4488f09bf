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

/** One node of a search server, made of the published jars and started by a small program that is compiled for it. */
public abstract class SearchNode extends ServerProcess {
    /** It starts soon and takes little, but is slower than it could be once it runs. */
    static final List<String> JVM = List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> settings = new LinkedHashMap<>(Map.of(
            "discovery.type", "single-node",
            "network.host", "127.0.0.1",
            "transport.port", "0",
            "cluster.routing.allocation.disk.threshold_enabled", "false"));
    private final List<String> jvm;
    private final String main;
    private String classPath;
    private Path home;

    /**
     * @param main the name of the program, whose source is a resource
     * @param settings settings of the node, which go ahead of the ones that this class makes
     */
    SearchNode(String name, String main, Map<String, String> settings, List<String> jvm) {
        super(name, 1);
        this.main = main;
        this.settings.putAll(settings);
        this.jvm = jvm;
    }

    public final String hostAndPort() {
        return "127.0.0.1:" + port();
    }

    @Override
    final void initialise() {
        Artifacts artifacts = new Artifacts();
        List<Path> jars = jars(artifacts);
        String jarPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        home = Unpacked.once(Folders.cache().resolve(product(artifacts)), folder -> {
            Path config = Files.createDirectories(folder.resolve("config"));
            copyResource("log4j2.properties", config.resolve("log4j2.properties"));
            unpack(artifacts, jars, folder);
            compileMain(jarPath, folder);
        });
        classPath = home.resolve("classes") + File.pathSeparator + jarPath;
    }

    /** The product with its version, a name for a folder. */
    abstract String product(Artifacts artifacts);

    /** What the node's class path consists of. */
    abstract List<Path> jars(Artifacts artifacts);

    /** Puts what the product wants to find in its home folder. */
    abstract void unpack(Artifacts artifacts, List<Path> jars, Path folder) throws IOException;

    @Override
    final List<String> command() {
        List<String> command = new ArrayList<>(List.of(ChildProcess.java()));
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath, main, home.toString()));
        command.addAll(
                List.of("node.name=" + name(), "path.data=" + data(), "path.logs=" + folder(), "http.port=" + port()));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        return command;
    }

    @Override
    final boolean answers() throws IOException, InterruptedException {
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

    private void compileMain(String jarPath, Path folder) throws IOException {
        Path source = folder.resolve(main + ".java");
        copyResource(main + ".java", source);
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
            throw new IOException(main + ": " + messages.toString(StandardCharsets.UTF_8));
        }
    }

    private static void copyResource(String name, Path target) throws IOException {
        try (InputStream in = SearchNode.class.getResourceAsStream("/servers/search/" + name)) {
            Files.copy(in, target);
        }
    }
}
