package org.opendatagov.cdc.servers;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Redis cluster of three masters without replicas, each with a third of the slots. */
public final class RedisCluster implements AutoCloseable {

    private static final int SLOTS = 16384;
    private static final Map<String, String> SETTINGS =
            Map.of("cluster-enabled", "yes", "cluster-announce-ip", "127.0.0.1", "cluster-node-timeout", "2000");

    private final List<RedisServer> nodes;

    public RedisCluster(String name) {
        nodes = IntStream.range(0, 3)
                .mapToObj(i -> new RedisServer(name + "-" + i, SETTINGS))
                .toList();
    }

    /** Starts the servers, joins them, and waits until the cluster takes writes. */
    public void start() {
        ServerProcess.startAll(nodes.toArray(ServerProcess[]::new));
        for (int i = 0; i < nodes.size(); i++) {
            int first = SLOTS * i / nodes.size();
            int end = SLOTS * (i + 1) / nodes.size();
            nodes.get(i)
                    .ask("CLUSTER ADDSLOTS "
                            + IntStream.range(first, end)
                                    .mapToObj(Integer::toString)
                                    .collect(Collectors.joining(" ")));
            nodes.get(i).ask("CLUSTER MEET 127.0.0.1 " + nodes.get(0).port());
        }
        awaitWrites();
    }

    /** Waits until all slots are served. */
    public void awaitWrites() {
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        nodes.stream().allMatch(node -> node.ask("CLUSTER INFO").contains("cluster_state:ok")));
    }

    /** The nodes' URLs. */
    public List<String> urls() {
        return nodes.stream().map(RedisServer::url).toList();
    }

    public List<RedisServer> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
