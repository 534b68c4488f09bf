package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Says in an index that is being built which process copies to it, so that another needn't begin the same. It stands in the {@code
 * _meta} of the mapping. Two that copy at once would do no harm.
 */
final class RebuildLease {

    /** After that time without a sign the process counts as ended. */
    static final Duration TERM = Duration.ofSeconds(20);

    private static final String META = "_meta";
    private static final String REBUILD = "rebuild";

    private final SearchServer server;
    private final String index;
    private final String holder = UUID.randomUUID().toString();
    private Instant renewed = Instant.MIN;

    RebuildLease(SearchServer server, String index) {
        this.server = server;
        this.index = index;
    }

    /** Whether some process has given a sign of late. */
    boolean isHeld() {
        return read().path(REBUILD).path("until").asLong() > Instant.now().toEpochMilli();
    }

    /** Gives a sign, if the last one is some time ago. */
    void renew() {
        Instant now = Instant.now();
        if (now.isAfter(renewed.plus(TERM.dividedBy(4)))) {
            ObjectNode meta = read();
            meta.putObject(REBUILD)
                    .put("by", holder)
                    .put("until", now.plus(TERM).toEpochMilli());
            write(meta);
            renewed = now;
        }
    }

    /** Takes the sign away. */
    void end() {
        ObjectNode meta = read();
        meta.remove(REBUILD);
        write(meta);
        renewed = Instant.MIN;
    }

    private ObjectNode read() {
        JsonNode mapping = server.ask("GET", "/" + SearchServer.encoded(index) + "/_mapping", null);
        return IndexMaker.object(mapping.path(index).path("mappings").path(META));
    }

    private void write(ObjectNode meta) {
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        mapping.set(META, meta);
        server.ask("PUT", "/" + SearchServer.encoded(index) + "/_mapping", mapping);
    }
}
