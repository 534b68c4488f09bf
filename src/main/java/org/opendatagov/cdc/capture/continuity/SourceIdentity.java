package org.opendatagov.cdc.capture.continuity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What a connector reads, at one moment.
 *
 * @param system the server's system identifier, or null when the role may not ask for it
 * @param timeline the server's timeline, or 0 when it isn't known, as on a standby
 * @param database the database
 * @param slot the replication slot
 * @param publication the publication, or null when there is none, or the plugin needs none
 * @param tables the tables that are captured, or null when they haven't been counted
 * @param seen the LSN at which the server's WAL ended when it was looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceIdentity(
        String system,
        int timeline,
        String database,
        String slot,
        PublicationIdentity publication,
        TablesSeen tables,
        long seen) {

    /**
     * Offset entry: the identity of what the offset is of, as JSON. Debezium and Kafka Connect pass it over. An offset that they wrote has
     * none.
     */
    public static final String ENTRY = "opendatagov_source";

    private static final Logger LOG = Logger.getLogger(SourceIdentity.class);
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /** The identity that an offset was stored with, or null when it has none that can be read. */
    public static SourceIdentity in(Map<String, ?> offset) {
        if (offset == null || !(offset.get(ENTRY) instanceof String text)) {
            return null;
        }
        try {
            return JSON.readValue(text, SourceIdentity.class);
        } catch (JsonProcessingException e) {
            LOG.warnf("The stored offset's entry %s can't be read and is left out: %s", ENTRY, e.getOriginalMessage());
            return null;
        }
    }

    /** For the entry of an offset. */
    public String toText() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an identity can't be written as JSON", e);
        }
    }

    /** This one, with what couldn't be found out now as it was known before. */
    SourceIdentity orAsIn(SourceIdentity before) {
        return before == null || (system != null && timeline != 0)
                ? this
                : new SourceIdentity(
                        system == null ? before.system : system,
                        timeline == 0 ? before.timeline : timeline,
                        database,
                        slot,
                        publication,
                        tables,
                        seen);
    }

    SourceIdentity with(TablesSeen counted) {
        return new SourceIdentity(system, timeline, database, slot, publication, counted, seen);
    }
}
