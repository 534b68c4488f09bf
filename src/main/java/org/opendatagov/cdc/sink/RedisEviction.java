package org.opendatagov.cdc.sink;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Looks from time to time at what Redis does when its memory is full. With a policy {@code allkeys-*} it evicts any key, fences among them; a
 * write that comes late then finds none, and an older row takes the place of a newer one. It is said when it begins.
 */
final class RedisEviction {

    private static final Logger LOG = Logger.getLogger(RedisEviction.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final String server;
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private volatile boolean reported;

    /**
     * @param server where Redis is, for messages
     */
    RedisEviction(String server) {
        this.server = server;
    }

    /**
     * Looks, unless it has just done so.
     *
     * @param memory asks Redis for {@code INFO memory}; null where it doesn't say
     */
    void look(Supplier<String> memory) {
        long now = System.nanoTime();
        long due = next.get();
        // One of several that ask at the same time looks, and none waits for it.
        if (now - due < 0 || !next.compareAndSet(due, now + PAUSE.toNanos())) {
            return;
        }
        String problem = problem(memory.get());
        if (problem != null && !reported) {
            LOG.warnf("Redis at %s %s", server, problem);
        }
        reported = problem != null;
    }

    /** What is wrong, or null. */
    static String problem(String memory) {
        if (memory == null) {
            return null;
        }
        String policy = value(memory, "maxmemory_policy");
        return policy.startsWith("allkeys") && !value(memory, "maxmemory").equals("0")
                ? "evicts any key when its memory is full (maxmemory-policy " + policy
                        + "), also the fences that keep late writes"
                        + " out; set maxmemory-policy to volatile-ttl or noeviction, or give Redis memory enough for all entries"
                : null;
    }

    private static String value(String memory, String name) {
        return memory.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("0");
    }
}
