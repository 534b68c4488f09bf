package org.opendatagov.cdc.sink;

import java.time.Duration;
import java.util.List;

/**
 * One entry to write or to remove.
 *
 * @param entry the Redis key
 * @param position the place in the commit order
 * @param values the row as the flow's format has it, empty to remove the entry
 * @param fenceRetention how long its fence stays at least; zero for ever
 */
record CacheWrite(String entry, long position, List<byte[]> values, Duration fenceRetention) {

    /** What the key of a fence ends in. */
    static final String FENCE = ":fence";

    /**
     * The key of the fence, which lies in the same slot of a Redis cluster as the entry: Redis hashes what stands between the first
     * brace and the next closing one, if there is anything, and else the whole key.
     */
    String fence() {
        return fenceOf(entry);
    }

    static String fenceOf(String entry) {
        int open = entry.indexOf('{');
        boolean tagged = open >= 0 && entry.indexOf('}', open) > open + 1;
        return tagged ? entry + FENCE : "{" + entry + "}" + FENCE;
    }
}
