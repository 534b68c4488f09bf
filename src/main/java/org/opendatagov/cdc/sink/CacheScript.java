package org.opendatagov.cdc.sink;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The script {@code cache-write.lua}, which refuses late writes, and calls of it. */
final class CacheScript {

    /** What Redis answers with for each row that it wrote. */
    static final char MADE = '1';

    private final byte[] text = read();
    private final String digest = sha1(text);

    /**
     * A call that writes rows in order; it is answered with a digit for each.
     *
     * @param withText whether it brings the script itself, for a server that may not know it
     */
    Request call(List<CacheWrite> rows, CacheOptions options, boolean withText) {
        Request request = withText
                ? Request.cmd(Command.EVAL).arg(text)
                : Request.cmd(Command.EVALSHA).arg(digest);
        request.arg(2 * rows.size());
        for (CacheWrite row : rows) {
            request.arg(row.entry()).arg(row.fence());
        }
        request.arg(options.expiry().toMillis())
                .arg(options.longestRetention().toMillis())
                .arg(options.format().name());
        for (CacheWrite row : rows) {
            request.arg(row.position())
                    .arg(row.fenceRetention().toMillis())
                    .arg(row.values().size());
            row.values().forEach(request::arg);
        }
        return request;
    }

    private static byte[] read() {
        try (InputStream in = CacheScript.class.getResourceAsStream("cache-write.lua")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(byte[] script) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without SHA-1", e);
        }
    }
}
