package org.opendatagov.cdc.sink;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.event.RowKey;

/** The keys of a table's entries in Redis. */
final class CacheKeys implements HeldKeys {

    private final CacheScan scan;
    private final NamePattern.Around around;
    private final int parts;

    /**
     * @param around what stands before and behind a row's key in the key of its entry
     * @param parts how many columns a row's key has
     */
    CacheKeys(RedisCache cache, NamePattern.Around around, int parts) {
        this.scan = new CacheScan(cache, around.before(), around.behind());
        this.around = around;
        this.parts = parts;
    }

    @Override
    public Page next() {
        Response entries = scan.next();
        return entries == null ? null : page(entries);
    }

    private Page page(Response entries) {
        List<RowKey> keys = new ArrayList<>(entries.size());
        int foreign = 0;
        for (Response each : entries) {
            String entry = each.toString();
            if (isFence(entry)) {
                continue;
            }
            RowKey key = around.keyIn(entry, parts);
            if (key == null) {
                foreign++;
            } else {
                keys.add(key);
            }
        }
        return new Page(keys, foreign);
    }

    /** An entry whose key has braces has a fence that looks like an entry. */
    private static boolean isFence(String entry) {
        int end = entry.length() - CacheWrite.FENCE.length();
        return end > 0
                && entry.endsWith(CacheWrite.FENCE)
                && CacheWrite.fenceOf(entry.substring(0, end)).equals(entry);
    }

    @Override
    public void close() {
        // Redis keeps nothing of a scan.
    }
}
