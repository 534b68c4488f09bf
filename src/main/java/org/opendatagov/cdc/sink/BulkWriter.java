package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.opendatagov.cdc.sink.SearchServer.Answer;
import org.opendatagov.cdc.sink.SinkReport.Result;

/** Sends rows by {@code _bulk}, in requests of bounded size, in order. */
final class BulkWriter {

    private static final ContentType NDJSON = ContentType.create("application/x-ndjson");
    private static final String BULK = "/_bulk?filter_path=items.*.status,items.*.error";
    /** Refusals with status 400 that are about the state of the server, so that another document would fare no better. */
    private static final Set<String> ABOUT_THE_SERVER = Set.of(
            "index_closed_exception",
            "index_not_found_exception",
            "invalid_index_name_exception",
            "validation_exception");

    private final SearchServer server;
    private final int maxBytes;

    /**
     * Makes a writer.
     *
     * @param maxBytes how large a request may get, unless one row alone is larger
     */
    BulkWriter(SearchServer server, int maxBytes) {
        this.server = server;
        this.maxBytes = maxBytes;
    }

    /**
     * How one row fared.
     *
     * @param result written, removed, stale or dead
     * @param cause why the server can never take it, or null unless it is dead
     */
    record Outcome(Result result, String cause) {}

    /**
     * Writes all rows.
     *
     * @return the outcome of each, in the same order
     * @throws SinkUnavailableException when the server doesn't take them now; some may have been taken, and all may be sent again
     */
    List<Outcome> write(List<BulkOperation> operations) {
        List<Outcome> outcomes = new ArrayList<>(operations.size());
        int start = 0;
        while (start < operations.size()) {
            int end = start;
            int bytes = 0;
            while (end < operations.size()
                    && (end == start || bytes + operations.get(end).lines().length <= maxBytes)) {
                bytes += operations.get(end++).lines().length;
            }
            send(operations.subList(start, end), outcomes);
            start = end;
        }
        return outcomes;
    }

    private void send(List<BulkOperation> part, List<Outcome> outcomes) {
        Answer answer = server.call("POST", BULK, new ByteArrayEntity(body(part), NDJSON));
        if (answer.status() == 413 && part.size() > 1) {
            int middle = part.size() / 2;
            send(part.subList(0, middle), outcomes);
            send(part.subList(middle, part.size()), outcomes);
        } else if (answer.status() == 413) {
            outcomes.add(new Outcome(
                    Result.DEAD,
                    "Elasticsearch at " + server.address() + " takes no request of "
                            + part.get(0).lines().length
                            + " bytes; its setting http.max_content_length would have to be higher"));
        } else if (!answer.isSuccess()) {
            throw server.refused(answer);
        } else {
            read(answer.body().path("items"), part, outcomes);
        }
    }

    private static byte[] body(List<BulkOperation> part) {
        byte[] body =
                new byte[part.stream().mapToInt(each -> each.lines().length).sum()];
        int at = 0;
        for (BulkOperation each : part) {
            System.arraycopy(each.lines(), 0, body, at, each.lines().length);
            at += each.lines().length;
        }
        return body;
    }

    private void read(JsonNode items, List<BulkOperation> part, List<Outcome> outcomes) {
        if (items.size() != part.size()) {
            throw server.unavailable("it answers " + part.size() + " writes with " + items.size() + " results");
        }
        for (int i = 0; i < part.size(); i++) {
            BulkOperation operation = part.get(i);
            outcomes.add(outcome(operation, items.get(i).path(operation.isDelete() ? "delete" : "index")));
        }
    }

    private Outcome outcome(BulkOperation operation, JsonNode item) {
        int status = item.path("status").asInt();
        JsonNode error = item.path("error");
        if (status / 100 == 2 || (status == 404 && operation.isDelete() && error.isMissingNode())) {
            return new Outcome(operation.isDelete() ? Result.REMOVED : Result.WRITTEN, null);
        }
        if (status == 409) {
            return new Outcome(Result.STALE, null);
        }
        String reason = Answer.reason(error);
        if ((status == 400 || status == 413)
                && !ABOUT_THE_SERVER.contains(error.path("type").asText())) {
            return new Outcome(
                    Result.DEAD, "Elasticsearch at " + server.address() + " can't take the document: " + reason);
        }
        throw server.unavailable(SearchRefusal.sentence(status, status + ", " + reason));
    }
}
