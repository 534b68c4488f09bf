package org.opendatagov.cdc.sandbox;

import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.opendatagov.cdc.sandbox.comparison.TableInfo;

/** Values for columns, as text that PostgreSQL casts: plain ones, and those that programs like to get wrong. */
final class RandomValues {
    private static final List<String> WORDS = List.of(
            "customer",
            "orders",
            "risk",
            "ledger",
            "claims",
            "região",
            "Übersicht",
            "数据治理",
            "данные",
            "بيانات",
            "sensor",
            "model");
    private static final List<String> AWKWARD = List.of(
            "",
            " ",
            "null",
            "true",
            "12.50",
            "1e400",
            "2026-02-08",
            "2026-02-08T10:00:00Z",
            "{\"a\": [1, 2]}",
            "C:\\temp\\\"quoted\"",
            "tab\tline\nfeed\r\u0001",
            "👩‍🔬 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u200f\u2028",
            "<b>&amp;</b>",
            "%3A:%:");
    private static final List<String> NUMBERS = List.of(
            "0", "-1", "0.1", "1.10", "1e-7", "123456789012345678901234567890", "9223372036854775807", "2.5E+10");
    private static final int LARGEST_INLINE = 1_500;
    private static final int LARGE = 20_000;

    private final Random random;
    private final double largeShare;

    /** @param largeShare how many of the texts without a limit are too large for PostgreSQL to keep in the row */
    RandomValues(long seed, double largeShare) {
        this.random = new Random(seed);
        this.largeShare = largeShare;
    }

    /** A value, null now and then where the column allows it. */
    String value(TableInfo.Column column) {
        if (column.nullable() && chance(0.15)) {
            return null;
        }
        return switch (column.type()) {
            case "uuid" -> uuid();
            case "bool" -> Boolean.toString(random.nextBoolean());
            case "int4" -> Integer.toString(random.nextInt(10_000));
            case "int8" -> Long.toString(random.nextLong() >> random.nextInt(64));
            case "float8" ->
                Double.toString(
                        chance(0.2) ? random.nextInt(100) : random.nextDouble() * Math.pow(10, random.nextInt(12) - 4));
            case "timestamptz" -> anyTime();
            case "jsonb" -> json(3);
            case "text" -> chance(largeShare) ? large() : text(LARGEST_INLINE);
            case "varchar" -> text(column.length());
            default -> throw new IllegalStateException("The workload has no values of type " + column.type());
        };
    }

    /** A part of a primary key. */
    String keyPart(TableInfo.Column column) {
        return switch (column.type()) {
            case "uuid" -> uuid();
            case "int4" -> Integer.toString(1 + random.nextInt(1_000_000));
            case "timestamptz" -> recentTime().toString();
            case "varchar" -> name(column.length());
            default -> throw new IllegalStateException("The workload has no keys of type " + column.type());
        };
    }

    String uuid() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return UUID.nameUUIDFromBytes(bytes).toString();
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    String pick(String... values) {
        return values[random.nextInt(values.length)];
    }

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Some random bytes as text, which PostgreSQL can't compress. */
    String large() {
        byte[] bytes = new byte[LARGE / 4 + random.nextInt(LARGE)];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Mostly of the last minutes; now and then of other days, tomorrow among them, with all sorts of fractions. */
    private Instant recentTime() {
        Duration ago = chance(0.9)
                ? Duration.ofSeconds(random.nextInt(600))
                : Duration.ofMinutes(random.nextInt(4 * 24 * 60) - 24 * 60);
        return Instant.now()
                .minus(ago)
                .truncatedTo(pick(List.of(ChronoUnit.MICROS, ChronoUnit.MILLIS, ChronoUnit.SECONDS)));
    }

    private String anyTime() {
        return chance(0.05)
                ? pick(
                        "1969-12-31T23:59:59.5Z",
                        "1752-09-03T00:00:00Z",
                        "9999-12-31T23:59:59.999999Z",
                        "2026-03-29T01:30:00+02:00")
                : recentTime().toString();
    }

    /** Differs practically always; some need escaping in keys, some exceed 512 bytes. */
    private String name(int limit) {
        byte[] bytes = new byte[6];
        random.nextBytes(bytes);
        String unique = HexFormat.of().formatHex(bytes);
        String name = chance(0.02)
                ? "数".repeat(Math.max(0, limit - unique.length() - 1)) + "-" + unique
                : pick(WORDS) + pick("_", "-", ":", "%", "/", " ", "{x}") + unique;
        return cut(name, limit);
    }

    private String text(int limit) {
        if (chance(0.1)) {
            return cut(pick(AWKWARD), limit);
        }
        StringBuilder text = new StringBuilder(pick(WORDS));
        for (int i = random.nextInt(chance(0.1) ? 100 : 6); i > 0; i--) {
            text.append(' ').append(pick(WORDS));
        }
        return cut(text.toString(), limit);
    }

    private String json(int depth) {
        StringBuilder json = new StringBuilder();
        int fields = random.nextInt(4);
        if (chance(0.3)) {
            json.append('[');
            for (int i = 0; i < fields; i++) {
                json.append(i == 0 ? "" : ",").append(jsonValue(depth));
            }
            return json.append(']').toString();
        }
        json.append('{');
        for (int i = 0; i < fields; i++) {
            json.append(i == 0 ? "" : ",")
                    .append(quoted("field" + random.nextInt(8)))
                    .append(':')
                    .append(jsonValue(depth));
        }
        return json.append('}').toString();
    }

    private String jsonValue(int depth) {
        if (depth > 0 && chance(0.25)) {
            return json(depth - 1);
        }
        return switch (random.nextInt(4)) {
            case 0 -> pick("true", "false", "null");
            case 1 -> pick(NUMBERS);
            case 2 -> chance(0.02) ? quoted(large()) : quoted(text(200));
            default -> quoted(anyTime());
        };
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** The beginning, of at most so many characters, without half of a surrogate pair at its end. */
    private static String cut(String text, int limit) {
        if (text.codePointCount(0, text.length()) <= limit) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, limit));
    }
}
