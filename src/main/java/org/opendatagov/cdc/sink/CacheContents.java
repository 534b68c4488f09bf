package org.opendatagov.cdc.sink;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.sink.HeldRow.State;

/** What Redis holds of a flow's rows. */
final class CacheContents implements RowSink {

    private static final byte[] SCRIPT = script();

    private final CacheEndpoint endpoint;
    private final RedisCache cache;
    private final RowSelection selection;
    private final NamePattern key;
    private final CacheFormat format;

    CacheContents(CacheEndpoint endpoint, NamePattern key, CacheFormat format) {
        this.endpoint = endpoint;
        this.cache = endpoint.getComponent().cache();
        this.selection = endpoint.selection();
        this.key = key;
        this.format = format;
    }

    private static byte[] script() {
        try (InputStream in = CacheContents.class.getResourceAsStream("cache-read.lua")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public boolean forgets() {
        return !"none".equals(endpoint.getExpiry());
    }

    @Override
    public List<HeldRow> compare(List<CdcRecord> rows, Set<String> leftAside) {
        List<CdcRecord> expected = rows.stream().map(selection::expected).toList();
        List<Response> answers = cache.ask(expected.stream()
                .map(row -> {
                    String entry = key.render(row);
                    return Request.cmd(Command.EVAL)
                            .arg(SCRIPT)
                            .arg(2)
                            .arg(entry)
                            .arg(CacheWrite.fenceOf(entry));
                })
                .toList());
        List<HeldRow> held = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            held.add(compare(expected.get(i), answers.get(i), leftAside));
        }
        return held;
    }

    private HeldRow compare(CdcRecord row, Response answer, Set<String> leftAside) {
        String kind = answer.get(0).toString();
        Response fence = answer.get(2);
        long position = fence == null ? HeldRow.UNKNOWN : fence.toLong();
        boolean wanted = row.event().operation() != CdcOperation.DELETE;
        if ("none".equals(kind)) {
            return new HeldRow(wanted ? State.ABSENT : State.SAME, position);
        }
        if (!wanted) {
            return new HeldRow(State.EXTRA, position);
        }
        boolean same = switch (format) {
            case JSON -> "string".equals(kind) && isSameText(row, answer.get(1), leftAside);
            case HASH -> "hash".equals(kind) && isSameHash(row, answer.get(1), leftAside);
        };
        return new HeldRow(same ? State.SAME : State.DIFFERENT, position);
    }

    private boolean isSameText(CdcRecord row, Response held, Set<String> leftAside) {
        byte[] expected = format.values(row.event().after()).get(0);
        byte[] bytes = held.toBytes();
        return Arrays.equals(expected, bytes) || SameJson.is(expected, bytes, leftAside);
    }

    private boolean isSameHash(CdcRecord row, Response held, Set<String> leftAside) {
        List<byte[]> values = format.values(row.event().after());
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < values.size(); i += 2) {
            expected.put(text(values.get(i)), text(values.get(i + 1)));
        }
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < held.size(); i += 2) {
            found.put(text(held.get(i).toBytes()), text(held.get(i + 1).toBytes()));
        }
        expected.keySet().removeAll(leftAside);
        found.keySet().removeAll(leftAside);
        return expected.equals(found);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void write(String flow, List<CdcRecord> rows) {
        endpoint.write(flow, rows);
    }

    /** Of a pattern that has the key twice nothing can be read back. */
    @Override
    public HeldKeys keys(CdcRecord any, List<String> keyColumns) {
        NamePattern.Around around = key.around(any);
        return around == null ? null : new CacheKeys(cache, around, keyColumns.size());
    }
}
