package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.refusal.Refused;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/** Makes indices: each with the settings and mappings that an index of the name it stands for would have if it were made now. */
final class IndexMaker {

    private static final Logger LOG = Logger.getLogger(IndexMaker.class);

    /** As long as a copy may take: a row that was deleted meanwhile must not come back with it. */
    private static final String DELETES_REMEMBERED = "30d";

    private static final String GC_DELETES = "gc_deletes";

    private final SearchServer server;
    private final SearchMappings mappings;
    private final ComposedTemplates templates;

    IndexMaker(SearchServer server, SearchMappings mappings) {
        this.server = server;
        this.mappings = mappings;
        this.templates = new ComposedTemplates(server);
    }

    /**
     * Makes the first index for a name, behind an alias of that name.
     *
     * @param indices what is there, and has no such name
     * @return false when that isn't allowed: then the first row makes a plain index of that name
     * @throws SinkUnavailableException when the server can't make one now, or somebody else has made one meanwhile
     */
    boolean first(String name, SearchIndices indices) {
        Answer answer = templates.of(name);
        if (answer.isSuccess()) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            JsonNode template = answer.body().path("template");
            body.set("settings", object(template.path("settings")));
            body.set("mappings", object(template.path("mappings")));
            // Of two indices at once behind one alias the second would be refused.
            body.withObjectProperty("aliases").putObject(name).put("is_write_index", true);
            answer = server.call("PUT", "/" + SearchServer.encoded(indices.numbered(name)), SearchServer.json(body));
        }
        if (answer.status() == 403) {
            LOG.warnf(
                    "Elasticsearch at %s doesn't let %s be made behind an alias (%s), so its first row makes an index of that"
                            + " name; grant manage on %s%s-* and on %s, so that it can be rebuilt without a gap",
                    server.address(), name, answer.reason(), SearchIndices.OURS, name, name);
            server.call("PUT", "/" + SearchServer.encoded(name), null);
            return false;
        }
        // Also when an index of either name is there by now: then the next look tells so.
        if (!answer.isSuccess()) {
            throw server.refused(answer);
        }
        return true;
    }

    /**
     * Makes the index that is to take another's place.
     *
     * @param old the index that is in use
     * @return the new index
     * @throws Refused when the index in use can't be copied, or the server refuses the new one
     */
    String next(String name, String old, SearchIndices indices) {
        JsonNode present = server.ask("GET", "/" + SearchServer.encoded(old) + "/_mapping", null)
                .path(old)
                .path("mappings");
        JsonNode source = present.path("_source");
        if (!source.path("enabled").asBoolean(true) || source.has("includes") || source.has("excludes")) {
            throw conflict("the index " + old + " doesn't keep whole documents (_source), so there is nothing to copy");
        }
        String next = indices.numbered(name);
        Answer answer = server.call(
                "PUT", "/" + SearchServer.encoded(next), SearchServer.json(body(name, templateOf(name), present)));
        if (!answer.isSuccess()) {
            throw conflict("Elasticsearch doesn't make the index " + next + ": " + answer.reason());
        }
        if (!answer.body().path("acknowledged").asBoolean()
                || !answer.body().path("shards_acknowledged").asBoolean()) {
            throw server.unavailable("it doesn't say in time that the index " + next + " is there");
        }
        return next;
    }

    private ObjectNode body(String name, JsonNode template, JsonNode present) {
        ObjectNode settings = object(template.path("settings"));
        settings.withObjectProperty("index").put(GC_DELETES, DELETES_REMEMBERED);
        ObjectNode mapped = object(template.path("mappings"));
        ObjectNode fields = mappings.like(name, present);
        if (!fields.isEmpty()) {
            mapped.put("date_detection", false);
            mapped.set("properties", fields.setAll(object(mapped.path("properties"))));
        }
        KnownTypes.carry(present.path("_meta"), mapped);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("settings", settings);
        body.set("mappings", mapped);
        body.withObjectProperty("aliases").putObject(SearchIndices.nextOf(name));
        return body;
    }

    /** How long a finished index remembers deletes: a setting's value, or a missing node for Elasticsearch's own. */
    JsonNode deletesRemembered(String name) {
        return templateOf(name).at("/settings/index/" + GC_DELETES);
    }

    private JsonNode templateOf(String name) {
        Answer answer = templates.of(name);
        if (!answer.isSuccess()) {
            throw server.refused(answer);
        }
        return answer.body().path("template");
    }

    private static Refused conflict(String reason) {
        return new Refused(Refused.Reason.CONFLICT, reason);
    }

    static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
    }
}
