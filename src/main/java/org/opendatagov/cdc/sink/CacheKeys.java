package org.opendatagov.cdc.sink;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.event.RowKey;

/** The keys of a table's entries in Redis, by SCAN, which holds Redis up no more than any other command. */
final class CacheKeys implements HeldKeys {

    private static final int PAGE = 500;
    private static final String END = "0";

    private final RedisCache cache;
    private final NamePattern.Around around;
    private final int parts;
    private String cursor = END;
    private boolean begun;

    /**
     * @param around what stands before and behind a row's key in the key of its entry
     * @param parts how many columns a row's key has
     */
    CacheKeys(RedisCache cache, NamePattern.Around around, int parts) {
        this.cache = cache;
        this.around = around;
        this.parts = parts;
    }

    @Override
    public Page next() {
        if (begun && cursor.equals(END)) {
            return null;
        }
        begun = true;
        Response answer = cache.ask(List.of(Request.cmd(Command.SCAN)
                        .arg(cursor)
                        .arg("MATCH")
                        .arg(literally(around.before()) + "*" + literally(around.behind()))
                        .arg("COUNT")
                        .arg(PAGE)))
                .get(0);
        cursor = answer.get(0).toString();
        return page(answer.get(1));
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

    /** As MATCH takes it for itself. */
    private static String literally(String text) {
        return text.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
    }

    @Override
    public void close() {
        // Redis keeps nothing of a scan.
    }
}
