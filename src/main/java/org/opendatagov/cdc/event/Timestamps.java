package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;

/** One point in time that an envelope gives as {@code ts_ms}, {@code ts_us} and {@code ts_ns}, or only as the first. */
final class Timestamps {

    private static final int MILLIS = 1_000;
    private static final int MICROS = 1_000_000;
    private static final int NANOS = 1_000_000_000;

    private long value;
    private int unitsPerSecond;

    void readMillis(JsonParser parser) throws IOException {
        read(parser, MILLIS);
    }

    void readMicros(JsonParser parser) throws IOException {
        read(parser, MICROS);
    }

    void readNanos(JsonParser parser) throws IOException {
        read(parser, NANOS);
    }

    /** The finest of those that were there, or null. */
    Instant instant() {
        if (unitsPerSecond == 0) {
            return null;
        }
        return Instant.ofEpochSecond(
                Math.floorDiv(value, unitsPerSecond),
                Math.floorMod(value, unitsPerSecond) * (long) (NANOS / unitsPerSecond));
    }

    private void read(JsonParser parser, int units) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            if (units > unitsPerSecond) {
                value = parser.getLongValue();
                unitsPerSecond = units;
            }
        } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
            throw new MalformedEnvelopeException("one of its timestamps is no whole number");
        }
    }
}
