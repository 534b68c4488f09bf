package org.opendatagov.cdc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Apicurio Registry, which serves Confluent's API, with an H2 database as its store. */
public final class SchemaRegistryServer extends ServerProcess {
    private final HttpClient client = HttpClient.newHttpClient();
    private Path jar;

    public SchemaRegistryServer(String name) {
        super(name, 1);
    }

    /** The URL of Confluent's API. */
    public String url() {
        return "http://127.0.0.1:" + port() + "/apis/ccompat/v7";
    }

    /** Sets the compatibility level of all subjects, {@code BACKWARD} say, as an operator would. */
    public void allow(String level) {
        send(HttpRequest.newBuilder(URI.create(url() + "/config"))
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"" + level + "\"}"))
                .build());
    }

    /** What the registry answers to a path. */
    public String get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url() + path)).build());
    }

    private String send(HttpRequest request) {
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        request.uri() + " answers " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    void initialise() {
        Artifacts artifacts = new Artifacts();
        String version = artifacts.version("schema.registry");
        jar = Unpacked.once(
                        Folders.cache().resolve("apicurio-" + version),
                        folder -> Unpacked.tarGz(artifacts.file("schema.registry"), folder))
                .resolve("apicurio-registry-app-" + version + "-runner.jar");
    }

    @Override
    List<String> command() {
        return List.of(
                ChildProcess.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port(),
                // What it has acknowledged is there again after a kill.
                "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:" + data().resolve("registry") + ";WRITE_DELAY=0",
                "-jar",
                jar.toString());
    }

    @Override
    boolean answers() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/subjects"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }
}
