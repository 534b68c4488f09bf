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
    private Path binary;

    public RedisServer(String name) {
        this(name, Map.of());
    }

    /** Settings of redis.conf, for instance {@code requirepass}, go ahead of the ones that this class makes. */
    public RedisServer(String name, Map<String, String> settings) {
        super(name, 1);
        this.settings.putAll(settings);
    }

    /** The URL for clients, with the password if there is one. */
    public String url() {
        String password = settings.get("requirepass");
        return "redis://" + (password == null ? "" : ":" + password + "@") + "127.0.0.1:" + port();
    }

    @Override
    void initialise() {
        Artifacts artifacts = new Artifacts();
        String machine = System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-amd64";
        binary = Unpacked.once(Folders.cache().resolve("redis-" + artifacts.version("redis")), folder -> {
                    Path server = folder.resolve("redis-server");
                    Unpacked.entry(artifacts.file("redis"), machine, server);
                    Files.setPosixFilePermissions(server, PosixFilePermissions.fromString("rwxr-xr-x"));
                })
                .resolve("redis-server");
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--port", Integer.toString(port())));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        return command;
    }

    /** It greets with PONG, or asks for a password; while it still reads its file it says LOADING. */
    @Override
    boolean answers() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return answer.equals("+PONG") || answer.equals("-NOAU");
        }
    }
}
