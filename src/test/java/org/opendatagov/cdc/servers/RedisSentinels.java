package org.opendatagov.cdc.servers;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A master, a replica, and three Sentinels that put the replica in the master's place when it is gone. */
public final class RedisSentinels implements AutoCloseable {

    /** What the Sentinels call the master. */
    public static final String MASTER_NAME = "opendatagov";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RedisServer master;
    private final RedisServer replica;
    private final List<RedisSentinel> sentinels;

    public RedisSentinels(String name) {
        master = new RedisServer(name + "-master");
        replica = new RedisServer(name + "-replica");
        sentinels = IntStream.range(0, 3)
                .mapToObj(i -> new RedisSentinel(name + "-sentinel-" + i, master, 2))
                .toList();
    }

    /** Starts all, and waits until the Sentinels would put the replica in the master's place. */
    public void start() {
        ServerProcess.startAll(master, replica);
        replica.ask("REPLICAOF 127.0.0.1 " + master.port());
        await().atMost(PATIENCE).until(() -> replica.ask("INFO replication").contains("master_link_status:up"));
        ServerProcess.startAll(sentinels.toArray(ServerProcess[]::new));
        await().atMost(PATIENCE)
                .until(() -> sentinels.stream()
                        .allMatch(sentinel ->
                                sentinel.ask("SENTINEL CKQUORUM " + MASTER_NAME).startsWith("+OK 3 usable")
                                        && sentinel.ask("SENTINEL REPLICAS " + MASTER_NAME)
                                                .contains("master-link-status\r\n$2\r\nok")));
    }

    /** Waits until the Sentinels say that the replica is the master. */
    public void awaitPromotion() {
        await().atMost(PATIENCE)
                .until(() -> sentinels.stream()
                        .allMatch(sentinel -> sentinel.ask("SENTINEL GET-MASTER-ADDR-BY-NAME " + MASTER_NAME)
                                .contains(Integer.toString(replica.port()))));
    }

    /** The Sentinels' URLs, which clients are given. */
    public List<String> urls() {
        return sentinels.stream()
                .map(sentinel -> "redis://127.0.0.1:" + sentinel.port())
                .toList();
    }

    /** The server that is the master at first. */
    public RedisServer master() {
        return master;
    }

    /** The server that is the replica at first. */
    public RedisServer replica() {
        return replica;
    }

    @Override
    public void close() {
        sentinels.forEach(RedisSentinel::close);
        replica.close();
        master.close();
    }
}
