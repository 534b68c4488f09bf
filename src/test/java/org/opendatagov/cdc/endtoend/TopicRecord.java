package org.opendatagov.cdc.endtoend;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A record of a CDC topic.
 *
 * @param key the primary key's columns, or null
 * @param value the envelope, or null for a tombstone
 */
record TopicRecord(int partition, long offset, JsonNode key, JsonNode value) {

    boolean isTombstone() {
        return value == null;
    }

    /** The operation's code, or {@code tombstone}. */
    String operation() {
        return isTombstone() ? "tombstone" : value.path("op").asText();
    }
}
