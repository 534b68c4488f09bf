package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.http.entity.StringEntity;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/**
 * An index that takes another's place: it is made, put there, or given up. The last two are one change of Elasticsearch's state
 * each, which needs the alias {@link SearchIndices#nextOf}; so of two that are tried at once one fails.
 */
final class IndexReplacement {

    private static final DateTimeFormatter NUMBER = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    /** As long as a copy may take: a row that was deleted meanwhile must not come back with it. */
    private static final String DELETES_REMEMBERED = "30d";

    private static final String GC_DELETES = "gc_deletes";
    private static final String REFRESH_INTERVAL = "refresh_interval";
    private static final String NEVER = "-1";

    private final SearchServer server;
    private final SearchMappings mappings;

    IndexReplacement(SearchServer server, SearchMappings mappings) {
        this.server = server;
        this.mappings = mappings;
    }

    /**
     * Makes the index, with the settings and mappings that an index of this name would have if it were made now.
     *
     * @param old the index that is in use
     * @return the new index
     * @throws RebuildRefused when the index in use can't be copied, or the server refuses the new one
     */
    String make(String name, String old) {
        JsonNode present = get(old, "/_mapping").path(old).path("mappings");
        JsonNode source = present.path("_source");
        if (!source.path("enabled").asBoolean(true) || source.has("includes") || source.has("excludes")) {
            throw conflict("the index " + old + " doesn't keep whole documents (_source), so there is nothing to copy");
        }
        String next = SearchIndices.built(name, NUMBER.format(ZonedDateTime.now(ZoneOffset.UTC)));
        Answer answer = server.call(
                "PUT",
                "/" + SearchServer.encoded(next),
                SearchServer.json(body(name, templateOf(name), present.path("properties"))));
        if (!answer.isSuccess()) {
            throw conflict("Elasticsearch doesn't make the index " + next + ": " + answer.reason());
        }
        if (!answer.body().path("acknowledged").asBoolean()
                || !answer.body().path("shards_acknowledged").asBoolean()) {
            giveUp(name, next);
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
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("settings", settings);
        body.set("mappings", mapped);
        body.withObjectProperty("aliases").putObject(SearchIndices.nextOf(name));
        return body;
    }

    private static RebuildRefused conflict(String reason) {
        return new RebuildRefused(RebuildRefused.Reason.CONFLICT, reason);
    }

    /**
     * Puts the new index into the old one's place, which is removed. No search finds less, or anything older, than the one before.
     *
     * @throws SinkUnavailableException when that wasn't done, or nobody knows
     */
    void swap(String name, String old, String next) {
        set(next, GC_DELETES, templateOf(name).at("/settings/index/" + GC_DELETES));
        refresh(next);
        JsonNode interval = interval(old);
        // What the old one shows stands still until the new one shows at least as much.
        set(old, REFRESH_INTERVAL, TextNode.valueOf(NEVER));
        try {
            refresh(next);
            success(server.call("POST", "/_aliases", aliases(swapping(name, old, next))));
        } catch (SinkUnavailableException e) {
            set(old, REFRESH_INTERVAL, interval.asText().equals(NEVER) ? NullNode.getInstance() : interval);
            throw e;
        }
    }

    /** Gives the new index up; false when somebody has put it into its place, or given it up, before. */
    boolean giveUp(String name, String next) {
        ArrayNode actions = JsonNodeFactory.instance.arrayNode();
        removeMark(actions, name, next);
        Answer answer = server.call("POST", "/_aliases", aliases(actions));
        if (answer.status() == 404) {
            return false;
        }
        if (!answer.isSuccess()) {
            throw server.refused(answer);
        }
        server.call("DELETE", "/" + SearchServer.encoded(next), null);
        return true;
    }

    /** Lets the old index show what is new again, if a process ended between the two halves of a swap. */
    void thaw(String old) {
        if (interval(old).asText().equals(NEVER)) {
            set(old, REFRESH_INTERVAL, NullNode.getInstance());
        }
    }

    private static void removeMark(ArrayNode actions, String name, String next) {
        actions.addObject()
                .putObject("remove")
                .put("index", next)
                .put("alias", SearchIndices.nextOf(name))
                .put("must_exist", true);
    }

    private ArrayNode swapping(String name, String old, String next) {
        ObjectNode named = object(get(old, "/_alias").path(old).path("aliases"));
        if (!named.has(name)) {
            named.putObject(name);
        }
        ArrayNode actions = JsonNodeFactory.instance.arrayNode();
        removeMark(actions, name, next);
        named.properties()
                .forEach(alias -> actions.addObject()
                        .putObject("add")
                        .put("index", next)
                        .put("alias", alias.getKey())
                        .setAll((ObjectNode) alias.getValue()));
        actions.addObject().putObject("remove_index").put("index", old);
        return actions;
    }

    private static StringEntity aliases(ArrayNode actions) {
        return SearchServer.json(JsonNodeFactory.instance.objectNode().set("actions", actions));
    }

    /** What an index of this name would be made like. */
    private JsonNode templateOf(String name) {
        return success(server.call("POST", "/_index_template/_simulate_index/" + SearchServer.encoded(name), null))
                .path("template");
    }

    private JsonNode interval(String index) {
        return get(index, "/_settings").path(index).at("/settings/index/" + REFRESH_INTERVAL);
    }

    private void set(String index, String setting, JsonNode value) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        settings.withObjectProperty("index").set(setting, value.isMissingNode() ? NullNode.getInstance() : value);
        success(server.call("PUT", "/" + SearchServer.encoded(index) + "/_settings", SearchServer.json(settings)));
    }

    /** Makes sure that a search finds all that has been written. */
    void refresh(String index) {
        JsonNode shards = success(server.call("POST", "/" + SearchServer.encoded(index) + "/_refresh", null))
                .path("_shards");
        if (shards.path("failed").asInt() > 0) {
            throw server.unavailable("not all shards of " + index + " can be refreshed");
        }
    }

    private JsonNode get(String index, String what) {
        return success(server.call("GET", "/" + SearchServer.encoded(index) + what, null));
    }

    private JsonNode success(Answer answer) {
        if (!answer.isSuccess()) {
            throw server.refused(answer);
        }
        return answer.body();
    }

    private static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
    }
}
