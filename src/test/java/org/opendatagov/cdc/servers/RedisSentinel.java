package org.opendatagov.cdc.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One Sentinel that watches a master and, together with others, puts a replica in its place. */
final class RedisSentinel extends ServerProcess {
    private final RedisServer master;
    private final int quorum;
    private Path binary;

    RedisSentinel(String name, RedisServer master, int quorum) {
        super(name, 1);
        this.master = master;
        this.quorum = quorum;
    }

    String ask(String command) {
        return RedisServer.ask(port(), command);
    }

    @Override
    void initialise() throws IOException {
        binary = RedisServer.binary();
    }

    /** Sentinel writes what it learns into its configuration, which therefore is made only once. */
    @Override
    List<String> command() throws IOException {
        Path configuration = data().resolve("sentinel.conf");
        if (Files.notExists(configuration)) {
            Files.writeString(configuration, """
                    port %1$d
                    bind 127.0.0.1
                    sentinel monitor %2$s 127.0.0.1 %3$d %4$d
                    sentinel down-after-milliseconds %2$s 1000
                    sentinel failover-timeout %2$s 5000
                    """.formatted(port(), RedisSentinels.MASTER_NAME, master.port(), quorum));
        }
        return List.of(binary.toString(), configuration.toString(), "--sentinel");
    }

    @Override
    boolean answers() {
        return ask("PING").startsWith("+PONG");
    }
}
