package org.opendatagov.cdc.capture.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last snapshot on demand that has begun. It stands in the offset, so that it is known after a restart and in each replica.
 *
 * @param request the id of the request; null from a run in which none has begun, and which continues an earlier one
 * @param incomplete the tables of which it hasn't read all rows, by their names as {@code schema.table}, each with the cause
 */
public record SnapshotOutcome(String request, Map<String, String> incomplete) {

    /** The offset entry that has it as JSON. */
    public static final String ENTRY = "opendatagov_snapshot";

    private static final ObjectMapper JSON = new ObjectMapper();

    public SnapshotOutcome {
        incomplete = new TreeMap<>(incomplete);
    }

    /** That of an offset, or null when it names none. */
    public static SnapshotOutcome in(Map<String, ?> offset) {
        Object entry = offset == null ? null : offset.get(ENTRY);
        try {
            return entry instanceof String json ? JSON.readValue(json, SnapshotOutcome.class) : null;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the offset's entry " + ENTRY + " can't be read: " + entry, e);
        }
    }

    /** What is known after this and then the next have come. */
    public SnapshotOutcome then(SnapshotOutcome next) {
        if (next.request != null) {
            return next;
        }
        Map<String, String> all = new TreeMap<>(incomplete);
        all.putAll(next.incomplete);
        return new SnapshotOutcome(request, all);
    }

    /** The value of the offset's entry. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written as JSON", e);
        }
    }
}
