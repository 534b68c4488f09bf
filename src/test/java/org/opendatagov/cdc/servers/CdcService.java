package org.opendatagov.cdc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The packaged service, {@code target/quarkus-app/quarkus-run.jar}, as a process of its own; or a native executable, see {@link
 * ServiceCommand}. It knows nothing but the
 * environment variables that it is given. Its log is {@code target/servers/<name>/<name>.log}.
 */
public final class CdcService implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(60);

    /** As it is deployed. */
    public static final List<String> DEPLOYED_JVM = List.of("-Xmx768m", "-XX:G1HeapRegionSize=8m");

    /** In a test it lives for seconds, in which a better compiler and collector cost a third of the CPU and bring nothing. */
    private static final List<String> SHORT_LIVED_JVM =
            List.of("-Xmx768m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final HttpClient client = HttpClient.newHttpClient();
    private final int httpPort = FreePorts.next();
    private final int managementPort = FreePorts.next();
    private final String name;
    private final Path folder;
    private final Map<String, String> environment;
    private final List<String> jvm;
    private ChildProcess process;

    /** An answer of the service over HTTP. */
    public record Answer(int status, String body) {}

    public CdcService(String name, ServiceEnvironment environment) {
        this(name, environment, SHORT_LIVED_JVM);
    }

    /** With other flags of its JVM. */
    public CdcService(String name, ServiceEnvironment environment, List<String> jvm) {
        this.name = name;
        this.jvm = jvm;
        this.folder = Folders.of(name);
        this.environment = new HashMap<>(environment.variables());
        this.environment.put("QUARKUS_HTTP_PORT", Integer.toString(httpPort));
        this.environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command of the service printed, and how it ended. */
    public record Run(List<String> output, int exitCode) {}

    /** Checks route files and waits for the end. Its log is {@code target/servers/<name>/<name>.log}. */
    public static Run check(String name, String... paths) {
        CdcService service = new CdcService(name, new ServiceEnvironment());
        service.start(Stream.concat(Stream.of("check"), Arrays.stream(paths)).toArray(String[]::new));
        Awaitility.await().atMost(STOP).until(() -> !service.isAlive());
        try {
            return new Run(Files.readAllLines(service.log()), service.exitCode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the service and returns at once. */
    public void start() {
        start(new String[0]);
    }

    private synchronized void start(String... arguments) {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        List<String> command = ServiceCommand.of(name, folder, jvm, List.of(arguments));
        // Not in the project's folder: there the service would read a developer's .env.
        process = ChildProcess.start(command, environment, folder, log());
    }

    /** Waits until the service says that it is ready. Fails with its readiness and the end of its log. */
    public void awaitReady(Duration patience) {
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> !isAlive() || health("ready").status() == 200);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(failure("is not ready after " + patience), e);
        }
        if (!isAlive()) {
            throw new IllegalStateException(failure("ended with exit code " + exitCode()));
        }
    }

    /** Health of a kind, {@code started}, {@code live} or {@code ready}; status 0 when the service can't be reached. */
    public Answer health(String kind) {
        try {
            return get("http://127.0.0.1:" + managementPort + "/q/health/" + kind);
        } catch (UncheckedIOException e) {
            return new Answer(0, e.getMessage());
        }
    }

    /** The metrics in Prometheus' text format. */
    public String metrics() {
        return get("http://127.0.0.1:" + managementPort + "/q/metrics").body();
    }

    /** Ends the service in good order (SIGTERM). Fails when it did not end within a minute and had to be killed. */
    public synchronized void stop() {
        if (isAlive() && !process.stop("TERM", STOP)) {
            throw new IllegalStateException(name + " did not stop within " + STOP + " and was killed, see " + log());
        }
    }

    /** Kills the service (SIGKILL). */
    public synchronized void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** Stops the service's clock (SIGSTOP), as a long pause would. */
    public synchronized void freeze() {
        process.freeze();
    }

    public synchronized void thaw() {
        process.thaw();
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The process id of the service, as long as it runs. */
    public synchronized long pid() {
        return process.pid();
    }

    /** The exit code of the last run, which must have ended. */
    public synchronized int exitCode() {
        return process.exitCode();
    }

    /** The URL of a path of the service's REST interface. */
    public String url(String path) {
        return "http://127.0.0.1:" + httpPort + path;
    }

    /** The URL of a path on the management port. */
    public String managementUrl(String path) {
        return "http://127.0.0.1:" + managementPort + path;
    }

    /** Everything that the service printed since this object was made. */
    public Path log() {
        return folder.resolve(name + ".log");
    }

    @Override
    public void close() {
        stop();
    }

    private Answer get(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(url + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private String failure(String what) {
        Answer ready = health("ready");
        return "%s %s. Its readiness is %d %s. Its log %s ends with:%n%s"
                .formatted(name, what, ready.status(), ready.body(), log(), Logs.tail(log()));
    }
}
