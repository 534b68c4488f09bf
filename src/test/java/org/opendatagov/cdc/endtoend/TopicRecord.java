package org.opendatagov.cdc.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A record of a CDC topic.
 *
 * @param timestamp in milliseconds since 1970
 * @param headers the last one of each name, as text
 * @param key the primary key's columns, or null
 * @param value the envelope, or null for a tombstone
 */
public record TopicRecord(
        int partition, long offset, long timestamp, Map<String, String> headers, JsonNode key, JsonNode value) {

    /** The place in the commit order by which sinks fence. */
    public long position() {
        String lifted = headers.get("cdc.position");
        if (lifted != null) {
            return Long.parseLong(lifted);
        }
        JsonNode commit =
                TopicReader.tree(value.at("/source/sequence").asText("[null]")).path(0);
        return commit.asLong();
    }

    public boolean isTombstone() {
        return value == null;
    }

    /** The operation's code, or {@code tombstone}. */
    public String operation() {
        return isTombstone() ? "tombstone" : value.path("op").asText();
    }
}
