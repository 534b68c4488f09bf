package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.opendatagov.cdc.event.RowKey;

/** The keys of a table's documents: their ids, or where these are digests, the columns. */
final class SearchKeys implements HeldKeys {

    private static final int PAGE = 500;

    private final SearchServer server;
    private final String index;
    private final SearchScroll scroll;
    private final List<String> keyColumns;
    private boolean begun;

    SearchKeys(SearchServer server, String index, List<String> keyColumns) {
        ObjectNode search = JsonNodeFactory.instance.objectNode().put("size", PAGE);
        search.putObject("query").putObject("match_all");
        keyColumns.stream().map(SearchFields::nameOf).forEach(search.putArray("_source")::add);
        this.server = server;
        this.index = index;
        this.scroll = new SearchScroll(server, index, search);
        this.keyColumns = keyColumns;
    }

    @Override
    public Page next() {
        if (!begun
                && server.call("GET", "/" + SearchServer.encoded(index) + "/_alias", null)
                                .status()
                        == 404) {
            return null;
        }
        begun = true;
        JsonNode hits = scroll.next().path("hits");
        if (hits.isEmpty()) {
            return null;
        }
        List<RowKey> keys = new ArrayList<>(hits.size());
        int foreign = 0;
        for (JsonNode hit : hits) {
            String id = hit.path("_id").asText();
            RowKey key = ofColumns(hit.path("_source"));
            if (key == null || !DocumentId.of(key.text()).equals(id)) {
                key = RowKey.ofText(id, keyColumns.size());
            }
            if (key == null) {
                foreign++;
            } else {
                keys.add(key);
            }
        }
        return new Page(keys, foreign);
    }

    private RowKey ofColumns(JsonNode document) {
        List<String> parts = new ArrayList<>(keyColumns.size());
        for (String column : keyColumns) {
            JsonNode value = document.path(SearchFields.nameOf(column));
            if (!value.isValueNode() || value.isNull()) {
                return null;
            }
            parts.add(value.asText());
        }
        return new RowKey(parts);
    }

    @Override
    public void close() {
        scroll.close();
    }
}
