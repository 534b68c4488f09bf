package org.opendatagov.cdc.sink;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Iterator;
import java.util.List;

/** Goes through Redis' keys that match, by SCAN, which holds Redis up no more than any other command; in a cluster node by node. */
final class CacheScan {

    private static final int PAGE = 500;
    private static final String END = "0";

    /** Whose key leads it to a node; SCAN itself has none and would go to any. */
    private static final String ON_NODE = "return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])";

    private final RedisCache cache;
    private final String before;
    private final String behind;
    private Iterator<String> nodes;
    private String node;
    private String cursor = END;

    /**
     * @param before what the keys begin with
     * @param behind what they end with
     */
    CacheScan(RedisCache cache, String before, String behind) {
        this.cache = cache;
        this.before = before;
        this.behind = behind;
    }

    /**
     * Some keys, one of which may come twice. One that moves to another node of the cluster meanwhile may be left out.
     *
     * @return null when there are no more
     * @throws SinkUnavailableException when Redis doesn't answer
     */
    Response next() {
        if (nodes == null) {
            nodes = cache.isCluster()
                    ? cache.keyOfEachNode(before, behind).iterator()
                    : List.of("").iterator();
        }
        if (cursor.equals(END)) {
            if (!nodes.hasNext()) {
                return null;
            }
            node = nodes.next();
        }
        Response answer =
                cache.ask(List.of(cache.isCluster() ? onNode() : anywhere())).get(0);
        cursor = answer.get(0).toString();
        return answer.get(1);
    }

    private Request anywhere() {
        return Request.cmd(Command.SCAN)
                .arg(cursor)
                .arg("MATCH")
                .arg(pattern())
                .arg("COUNT")
                .arg(PAGE);
    }

    private String pattern() {
        return literally(before) + "*" + literally(behind);
    }

    /** As MATCH takes it for itself. */
    private static String literally(String text) {
        return text.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
    }

    private Request onNode() {
        return Request.cmd(Command.EVAL)
                .arg(ON_NODE)
                .arg(1)
                .arg(node)
                .arg(cursor)
                .arg(pattern())
                .arg(PAGE);
    }
}
