package org.opendatagov.cdc.capture.continuity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A part of the WAL whose changes the connector can't be shown to have read, or to be able to read.
 *
 * @param cause what has happened, one clause without a full stop
 * @param from up to which LSN the stream is whole
 * @param to from which LSN on changes can be read again, or 0 when that isn't known
 * @param tables the tables whose changes may be missing, as {@code schema.table}; empty for all captured tables
 */
public record StreamGap(String cause, long from, long to, List<String> tables) {

    /**
     * Offset entry: a gap that may not show again, as JSON. A server that was set back has written more WAL by the next look, and then seems to
     * continue. Whoever decides about the gap removes it, or the offset as a whole.
     */
    public static final String ENTRY = "opendatagov_gap";

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final int NAMED = 5;

    public StreamGap {
        tables = List.copyOf(tables);
    }

    /** The gap that an offset was stored with, or null when there is none. */
    static StreamGap in(Map<String, Object> offset) {
        try {
            return offset != null && offset.get(ENTRY) instanceof String text
                    ? JSON.readValue(text, StreamGap.class)
                    : null;
        } catch (JsonProcessingException e) {
            return new StreamGap("the offset has a gap that can't be read", 0, 0, List.of());
        }
    }

    /** Whether it may not show again at a later look. */
    @JsonIgnore
    public boolean isPassing() {
        return to == 0;
    }

    /** An offset that keeps it in mind. */
    public Map<String, Object> addTo(Map<String, Object> offset) {
        Map<String, Object> more = new HashMap<>(offset);
        try {
            more.put(ENTRY, JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a gap can't be written as JSON", e);
        }
        return more;
    }

    /** {@link #from} as PostgreSQL writes it, {@code 0/16B3748}. */
    public String fromLsn() {
        return lsn(from);
    }

    /** {@link #to} as PostgreSQL writes it, or null when it isn't known. */
    public String toLsn() {
        return to == 0 ? null : lsn(to);
    }

    /** The sentence for every kind of gap: the cause, from where to where, and which tables. */
    public String sentence() {
        return cause + ": the stream has a gap from LSN " + fromLsn()
                + (to == 0 ? " on" : " to LSN " + toLsn())
                + (tables.isEmpty() ? "" : " in " + named());
    }

    /** Whether the other is this gap, which may have grown meanwhile. */
    public boolean isSame(StreamGap other) {
        return other != null && cause.equals(other.cause) && tables.equals(other.tables);
    }

    private String named() {
        return tables.size() <= NAMED
                ? String.join(", ", tables)
                : String.join(", ", tables.subList(0, NAMED)) + " and " + (tables.size() - NAMED) + " more tables";
    }

    private static String lsn(long position) {
        return LogSequenceNumber.valueOf(position).asString();
    }
}
