package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendatagov.cdc.event.CdcOperation;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.sink.HeldRow.State;
import org.opendatagov.cdc.sink.SearchServer.Answer;

/** What Elasticsearch holds of a flow's rows. */
final class SearchContents implements RowSink {

    private final SearchEndpoint endpoint;
    private final SearchServer server;
    private final RowSelection selection;
    private final IndexName index;

    SearchContents(SearchEndpoint endpoint, IndexName index) {
        this.endpoint = endpoint;
        this.server = endpoint.getComponent().server();
        this.selection = endpoint.selection();
        this.index = index;
    }

    @Override
    public String name() {
        return "search";
    }

    @Override
    public boolean forgets() {
        return false;
    }

    @Override
    public List<HeldRow> compare(List<CdcRecord> rows, Set<String> leftAside) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Set<String> fields = leftAside.stream().map(SearchFields::nameOf).collect(Collectors.toSet());
        List<CdcRecord> expected = new ArrayList<>(rows.size());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode wanted = body.putArray("docs");
        for (CdcRecord row : rows) {
            CdcRecord shown = selection.expected(row);
            String name = index.of(shown);
            String id = DocumentId.of(shown.key().text());
            expected.add(shown);
            wanted.addObject().put("_index", name).put("_id", id);
        }
        JsonNode found = documents(body);
        List<HeldRow> held = new ArrayList<>(rows.size());
        for (int i = 0; i < expected.size(); i++) {
            held.add(compare(expected.get(i), found.path(i), fields));
        }
        return held;
    }

    private JsonNode documents(ObjectNode wanted) {
        Answer answer = server.call("POST", "/_mget", SearchServer.json(wanted));
        JsonNode documents = answer.body().path("docs");
        if (!answer.isSuccess() || documents.size() != wanted.path("docs").size()) {
            throw server.refused(answer);
        }
        return documents;
    }

    private HeldRow compare(CdcRecord expected, JsonNode found, Set<String> leftAside) {
        JsonNode error = found.path("error");
        if (error.isObject()
                && !"index_not_found_exception".equals(error.path("type").asText())) {
            throw server.unavailable(Answer.reason(error));
        }
        boolean there = found.path("found").asBoolean();
        long position = there ? found.path("_version").asLong() : HeldRow.UNKNOWN;
        if (expected.event().operation() == CdcOperation.DELETE) {
            return new HeldRow(there ? State.EXTRA : State.SAME, position);
        }
        if (!there) {
            return new HeldRow(State.ABSENT, position);
        }
        byte[] document = RowJson.bytes(
                json -> BulkOperation.document(json, expected.event().after()));
        boolean same = SameJson.is(document, found.path("_source"), leftAside);
        return new HeldRow(same ? State.SAME : State.DIFFERENT, position);
    }

    @Override
    public void write(String flow, List<CdcRecord> rows) {
        endpoint.write(flow, rows);
    }

    @Override
    public HeldKeys keys(CdcRecord any, List<String> keyColumns) {
        return new SearchKeys(server, index.of(any), keyColumns);
    }
}
