package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/**
 * Puts an index into another's place, or gives it up. Each is one change of Elasticsearch's state, which needs the alias {@link
 * SearchIndices#nextOf}; so of two that are tried at once one fails.
 *
 * <p>The index that was replaced isn't removed in that step: a search that had looked the alias up just before would find its shards gone, and
 * Elasticsearch answers such a search as if there were no documents. {@link RetiredIndices} removes it later.
 */
final class IndexReplacement {

    private static final String REFRESH_INTERVAL = "refresh_interval";
    private static final String NEVER = "-1";

    private final SearchServer server;
    private final IndexMaker maker;

    IndexReplacement(SearchServer server, IndexMaker maker) {
        this.server = server;
        this.maker = maker;
    }

    /**
     * Puts the new index into the old one's place. No search finds less, or anything older, than the one before, unless the old
     * one has the searched name itself: that has to be removed in the same step.
     *
     * @throws SinkUnavailableException when that wasn't done, or nobody knows
     */
    void swap(String name, String old, String next) {
        set(next, "gc_deletes", maker.deletesRemembered(name));
        refresh(next);
        JsonNode interval = interval(old);
        // What the old one shows stands still until the new one shows at least as much.
        set(old, REFRESH_INTERVAL, TextNode.valueOf(NEVER));
        try {
            refresh(next);
            server.ask("POST", "/_aliases", actions(swapping(name, old, next)));
        } catch (SinkUnavailableException e) {
            set(old, REFRESH_INTERVAL, interval.asText().equals(NEVER) ? NullNode.getInstance() : interval);
            throw e;
        }
    }

    /** Gives the new index up; false when somebody has put it into its place, or given it up, before. */
    boolean giveUp(String name, String next) {
        ArrayNode actions = JsonNodeFactory.instance.arrayNode();
        remove(actions, next, SearchIndices.nextOf(name));
        add(actions, next, SearchIndices.retiredOf(name));
        Answer answer = server.call("POST", "/_aliases", SearchServer.json(actions(actions)));
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

    /** Makes sure that a search finds all that has been written. */
    void refresh(String index) {
        JsonNode answer = server.ask("POST", "/" + SearchServer.encoded(index) + "/_refresh", null);
        if (answer.at("/_shards/failed").asInt() > 0) {
            throw server.unavailable("not all shards of " + index + " can be refreshed");
        }
    }

    private ArrayNode swapping(String name, String old, String next) {
        ObjectNode named = IndexMaker.object(get(old, "_alias").path("aliases"));
        named.withObjectProperty(name).put("is_write_index", true);
        ArrayNode actions = JsonNodeFactory.instance.arrayNode();
        remove(actions, next, SearchIndices.nextOf(name));
        if (old.equals(name)) {
            actions.addObject().putObject("remove_index").put("index", old);
        } else {
            named.fieldNames().forEachRemaining(alias -> remove(actions, old, alias));
            add(actions, old, SearchIndices.retiredOf(name));
        }
        named.properties().forEach(alias -> add(actions, next, alias.getKey()).setAll((ObjectNode) alias.getValue()));
        return actions;
    }

    private static ObjectNode add(ArrayNode actions, String index, String alias) {
        return actions.addObject().putObject("add").put("index", index).put("alias", alias);
    }

    private static void remove(ArrayNode actions, String index, String alias) {
        actions.addObject()
                .putObject("remove")
                .put("index", index)
                .put("alias", alias)
                .put("must_exist", true);
    }

    private static JsonNode actions(ArrayNode actions) {
        return JsonNodeFactory.instance.objectNode().set("actions", actions);
    }

    private JsonNode interval(String index) {
        return get(index, "_settings").at("/settings/index/" + REFRESH_INTERVAL);
    }

    private JsonNode get(String index, String what) {
        return server.ask("GET", "/" + SearchServer.encoded(index) + "/" + what, null)
                .path(index);
    }

    private void set(String index, String setting, JsonNode value) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        settings.withObjectProperty("index").set(setting, value.isMissingNode() ? NullNode.getInstance() : value);
        server.ask("PUT", "/" + SearchServer.encoded(index) + "/_settings", settings);
    }
}
