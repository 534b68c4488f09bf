package org.opendatagov.cdc.sink;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/**
 * Removes the indices that rebuilds have replaced, once searches that still run on them had time to end. They are known by their
 * alias alone, so whatever process ended in between, a later one finds them. Own indices without an alias and a document go as well.
 */
final class RetiredIndices {

    private static final Logger LOG = Logger.getLogger(RetiredIndices.class);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final SearchServer server;
    private final String wildcard;
    private final Duration grace;
    private final Map<String, Instant> seen = new ConcurrentHashMap<>();

    /**
     * Makes one; nothing is asked yet.
     *
     * @param wildcard the names, as {@link IndexName#wildcard} says them
     * @param grace how long such an index stays after it was seen first
     */
    RetiredIndices(SearchServer server, String wildcard, Duration grace) {
        this.server = server;
        this.wildcard = wildcard;
        this.grace = grace;
    }

    /**
     * Removes those whose time has come.
     *
     * @return when to look again, or null when none is left
     */
    Duration sweep() {
        try {
            Instant now = Instant.now();
            SearchIndices indices = SearchIndices.read(server, wildcard);
            List<String> retired = new ArrayList<>(indices.retired());
            indices.nameless().stream().filter(this::isEmpty).forEach(retired::add);
            seen.keySet().retainAll(retired);
            for (String index : retired) {
                Instant since = seen.computeIfAbsent(index, key -> now);
                if (!now.isBefore(since.plus(grace))) {
                    remove(index);
                }
            }
            return seen.values().stream()
                    .map(since -> Duration.between(now, since.plus(grace)))
                    .min(Duration::compareTo)
                    .map(wait -> wait.isNegative() || wait.isZero() ? AGAIN : wait)
                    .orElse(null);
        } catch (SinkUnavailableException e) {
            return AGAIN;
        }
    }

    private boolean isEmpty(String index) {
        String path = "/" + SearchServer.encoded(index);
        // Without it, a document that has just been written doesn't count.
        boolean counts = server.call("POST", path + "/_refresh", null).isSuccess();
        Answer answer = server.call("GET", path + "/_count", null);
        return counts
                && answer.isSuccess()
                && answer.body().at("/_shards/failed").asInt() == 0
                && answer.body().path("count").asLong(-1) == 0;
    }

    private void remove(String index) {
        Answer answer = server.call("DELETE", "/" + SearchServer.encoded(index), null);
        if (answer.isSuccess() || answer.status() == 404) {
            seen.remove(index);
            LOG.infof("the index %s, which a rebuild had replaced, is removed", index);
        } else {
            LOG.warnf("the index %s, which a rebuild had replaced, can't be removed yet: %s", index, answer.reason());
        }
    }
}
