package org.opendatagov.cdc.bench.deliver;

import static org.opendatagov.cdc.bench.deliver.RedisClient.ascii;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.servers.RedisServer;

/** Rows as commands of Redis: with the service's own script, or plain. */
final class RedisWrites {
    private static final String SCRIPT = "/org/opendatagov/cdc/sink/cache-write.lua";
    private static final byte[] EXPIRY = millis(Duration.ofHours(1));
    private static final byte[] FENCE_RETENTION = millis(Duration.ofHours(24));

    private final String script;
    private final byte[] digest;

    RedisWrites() {
        try (InputStream in = RedisWrites.class.getResourceAsStream(SCRIPT)) {
            byte[] bytes = in.readAllBytes();
            script = new String(bytes, StandardCharsets.US_ASCII);
            digest = ascii(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes)));
        } catch (IOException e) {
            throw Load.unchecked(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without SHA-1", e);
        }
    }

    /** Clients of a Redis that knows the script. */
    Supplier<Load.Client> clients(RedisServer server) {
        return () -> {
            RedisClient client = new RedisClient(server, 2);
            client.call("SCRIPT", "LOAD", script);
            return client;
        };
    }

    /** What the service sends by default, of one row; it sends many in a call. */
    byte[] byScript(CdcRecord row) {
        CdcOperation operation = row.event().operation();
        String entry = entry(row);
        List<byte[]> parts = new ArrayList<>(List.of(
                ascii("EVALSHA"),
                digest,
                ascii("2"),
                ascii(entry),
                ascii("{" + entry + "}:fence"),
                EXPIRY,
                FENCE_RETENTION,
                ascii("JSON"),
                ascii(Long.toString(row.event().position())),
                operation == CdcOperation.CREATE ? EXPIRY : FENCE_RETENTION,
                ascii(operation == CdcOperation.DELETE ? "0" : "1")));
        if (operation != CdcOperation.DELETE) {
            parts.add(value(row));
        }
        return RedisClient.command(parts);
    }

    /** The least that could be sent, which lets a late write set the row back. */
    static byte[] plain(CdcRecord row) {
        byte[] entry = ascii(entry(row));
        return RedisClient.command(
                row.event().operation() == CdcOperation.DELETE
                        ? List.of(ascii("DEL"), entry)
                        : List.of(ascii("SET"), entry, value(row), ascii("PX"), EXPIRY));
    }

    private static String entry(CdcRecord row) {
        return row.event().table() + ":" + row.key().text();
    }

    private static byte[] value(CdcRecord row) {
        return row.event().after().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] millis(Duration duration) {
        return ascii(Long.toString(duration.toMillis()));
    }
}
