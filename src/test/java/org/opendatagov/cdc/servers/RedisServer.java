package org.opendatagov.cdc.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Redis that keeps an append-only file: what it has acknowledged is there again after a kill. */
public final class RedisServer extends ServerProcess {
    private final Map<String, String> settings =
            new LinkedHashMap<>(Map.of("bind", "127.0.0.1", "appendonly", "yes", "save", ""));
    private final Certificate certificate;
    private Path binary;

    public RedisServer(String name) {
        this(name, Map.of());
    }

    /** Settings of redis.conf, for instance {@code requirepass}, go ahead of the ones that this class makes. */
    public RedisServer(String name, Map<String, String> settings) {
        this(name, settings, null);
    }

    /** With a certificate it speaks TLS too, on a second port. */
    public RedisServer(String name, Map<String, String> settings, Certificate certificate) {
        super(name, 2);
        this.settings.putAll(settings);
        this.certificate = certificate;
    }

    /** The URL for clients, with the password if there is one. */
    public String url() {
        String password = settings.get("requirepass");
        return "redis://" + (password == null ? "" : ":" + password + "@") + "127.0.0.1:" + port();
    }

    /** The port for TLS. */
    public int tlsPort() {
        return port(1);
    }

    /** What it answers to a command, at most the first 8 KiB of it; why not, when it can't be reached. */
    public String ask(String command) {
        return ask(port(), command);
    }

    static String ask(int port, String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[8192];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(length, 0), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return e.toString();
        }
    }

    static Path binary() throws IOException {
        Artifacts artifacts = new Artifacts();
        String machine = System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-amd64";
        return Unpacked.once(Folders.cache().resolve("redis-" + artifacts.version("redis")), folder -> {
                    Path server = folder.resolve("redis-server");
                    Unpacked.entry(artifacts.file("redis"), machine, server);
                    Files.setPosixFilePermissions(server, PosixFilePermissions.fromString("rwxr-xr-x"));
                })
                .resolve("redis-server");
    }

    @Override
    void initialise() throws IOException {
        binary = binary();
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--port", Integer.toString(port())));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        if (certificate != null) {
            command.addAll(List.of("--tls-port", Integer.toString(tlsPort()), "--tls-auth-clients", "no"));
            command.addAll(List.of("--tls-cert-file", certificate.certificate().toString()));
            command.addAll(List.of("--tls-key-file", certificate.key().toString()));
        }
        return command;
    }

    /** It greets with PONG, or asks for a password; while it still reads its file it says LOADING. */
    @Override
    boolean answers() {
        String answer = ask("PING");
        return answer.startsWith("+PONG") || answer.startsWith("-NOAUTH");
    }

    /** Runs a command that answers with one line, such as {@code CONFIG SET}; fails when the server refuses it. */
    public void run(String command) {
        String answer = ask(command);
        if (!answer.startsWith("+")) {
            throw new IllegalStateException(name() + " answered '" + answer + "' to " + command);
        }
    }
}
