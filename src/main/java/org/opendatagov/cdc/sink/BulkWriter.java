package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.sink.SearchServer.Answer;
import org.opendatagov.cdc.sink.SinkReport.Result;

/**
 * Sends rows by {@code _bulk}, in requests of bounded size. While the server works on one request, the next is made and sent, so
 * no two rows of one call may be for the same document.
 */
final class BulkWriter {

    /** Documents of a request at most, so that a batch makes several, which the server works on side by side. */
    private static final int DOCUMENTS = 1_000;

    /** Requests that are under way at most. */
    private static final int AT_ONCE = 2;

    private static final Logger LOG = Logger.getLogger(BulkWriter.class);
    private static final ContentType NDJSON = ContentType.create("application/x-ndjson");
    private static final String BULK = "/_bulk?filter_path=items.*.status,items.*.error,error";
    /** Refusals with status 400 that are about the state of the server, so that another document would fare no better. */
    private static final Set<String> ABOUT_THE_SERVER = Set.of(
            "index_closed_exception",
            "index_not_found_exception",
            "invalid_index_name_exception",
            "validation_exception");

    /**
     * What Elasticsearch says of a request that it refuses as a whole for something in it. Any other refusal, a proxy's say, is about
     * the way to it, and no row's fault.
     */
    private static final Set<String> ABOUT_A_ROW = Set.of(
            "action_request_validation_exception",
            "illegal_argument_exception",
            "json_parse_exception",
            "mapper_parsing_exception",
            "not_x_content_exception",
            "parse_exception",
            "parsing_exception",
            "stream_constraints_exception",
            "x_content_parse_exception");

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

    /** What has been sent, and what will be said to it. */
    private record Sent(List<BulkOperation> part, SearchServer.Reply reply) {}

    /**
     * Writes all rows.
     *
     * @param operations are asked for one after the other, while the server works on those before
     * @return the outcome of each, in the same order
     * @throws SinkUnavailableException when the server doesn't take them now; some may have been taken, and all may be sent again
     */
    List<Outcome> write(Iterator<BulkOperation> operations) {
        List<Outcome> outcomes = new ArrayList<>();
        Deque<Sent> underWay = new ArrayDeque<>(AT_ONCE);
        try {
            Parts parts = new Parts(operations);
            while (parts.hasNext() || !underWay.isEmpty()) {
                if (parts.hasNext()) {
                    underWay.add(send(parts.next()));
                }
                if (underWay.size() == AT_ONCE || !parts.hasNext()) {
                    settle(underWay.remove(), outcomes);
                }
            }
            return outcomes;
        } catch (RuntimeException e) {
            underWay.forEach(BulkWriter::awaitEnd);
            throw e;
        }
    }

    /** When rows are sent again, nothing of the try before is to come behind them: a later state may have the same version. */
    private static void awaitEnd(Sent sent) {
        try {
            sent.reply().await();
        } catch (SinkUnavailableException e) {
            LOG.debugf("A request beside one that failed has failed, too: %s", e.getMessage());
        }
    }

    /** Puts operations together into requests. */
    private final class Parts implements Iterator<List<BulkOperation>> {
        private final Iterator<BulkOperation> operations;
        private BulkOperation first;

        Parts(Iterator<BulkOperation> operations) {
            this.operations = operations;
            this.first = take();
        }

        private BulkOperation take() {
            return operations.hasNext() ? operations.next() : null;
        }

        @Override
        public boolean hasNext() {
            return first != null;
        }

        @Override
        public List<BulkOperation> next() {
            List<BulkOperation> part = new ArrayList<>();
            long bytes = 0;
            while (first != null
                    && part.size() < DOCUMENTS
                    && (part.isEmpty() || bytes + first.lines().length <= maxBytes)) {
                bytes += first.lines().length;
                part.add(first);
                first = take();
            }
            return part;
        }
    }

    private Sent send(List<BulkOperation> part) {
        return new Sent(part, server.begin("POST", BULK, new ByteArrayEntity(body(part), NDJSON)));
    }

    private void settle(Sent sent, List<Outcome> outcomes) {
        List<BulkOperation> part = sent.part();
        Answer answer = sent.reply().await();
        if ((answer.status() == 413 || isAboutItsRows(answer)) && part.size() > 1) {
            // One row may have spoilt it for the others.
            int middle = part.size() / 2;
            settle(send(part.subList(0, middle)), outcomes);
            settle(send(part.subList(middle, part.size())), outcomes);
        } else if (answer.status() == 413) {
            outcomes.add(new Outcome(
                    Result.DEAD,
                    "Elasticsearch at " + server.address() + " takes no request of "
                            + part.get(0).lines().length
                            + " bytes; its setting http.max_content_length would have to be higher"));
        } else if (isAboutItsRows(answer)) {
            outcomes.add(new Outcome(
                    Result.DEAD,
                    "Elasticsearch at " + server.address() + " can't take a request with the document: "
                            + Answer.reason(answer.body().path("error"))));
        } else if (!answer.isSuccess()) {
            throw server.refused(answer);
        } else {
            read(answer.body().path("items"), part, outcomes);
        }
    }

    /** Whether the server has refused a request as a whole for what is in it, as it does for a version that it can't read. */
    private static boolean isAboutItsRows(Answer answer) {
        return answer.status() == 400
                && ABOUT_A_ROW.contains(answer.body().path("error").path("type").asText());
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
