package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.opendatagov.cdc.refusal.Refused;
import org.opendatagov.cdc.sink.BulkOperation.Target;
import org.opendatagov.cdc.sink.BulkWriter.Outcome;
import org.opendatagov.cdc.sink.SearchServer.Answer;
import org.opendatagov.cdc.sink.SinkReport.Result;

/** Copies the documents of an index to the one that is being built, with their versions: what is there already and no older stays. */
final class DocumentCopy {

    /** What a page should have about, and how much smaller than in memory a document is on the disk. */
    private static final int PAGE_BYTES = 4_000_000;

    private static final int COMPRESSION = 4;
    private static final int LARGEST_PAGE = 1_000;

    private final SearchServer server;
    private final BulkWriter bulk;

    DocumentCopy(SearchServer server, BulkWriter bulk) {
        this.server = server;
        this.bulk = bulk;
    }

    /** How many documents of an index a page should have. */
    int pageSize(String index) {
        Answer stats = server.call("GET", "/" + SearchServer.encoded(index) + "/_stats/docs,store", null);
        long documents = stats.body().at("/_all/primaries/docs/count").asLong();
        long bytes = stats.body().at("/_all/primaries/store/size_in_bytes").asLong();
        long each = documents == 0 ? 1 : Math.max(1, bytes * COMPRESSION / documents);
        return (int) Math.max(1, Math.min(LARGEST_PAGE, PAGE_BYTES / each));
    }

    /** How many documents a search in an index finds now. */
    long count(String index) {
        return server.call("GET", "/" + SearchServer.encoded(index) + "/_count", null)
                .body()
                .path("count")
                .asLong(-1);
    }

    /**
     * Copies all that a search finds now.
     *
     * @param old the index in use
     * @param target the index that is being built
     * @param progress is told after each page how many documents have been copied, and of how many
     * @throws Refused when the new index can't take a document
     * @throws SinkUnavailableException when the server doesn't answer, or there is no next index any more
     */
    void run(String old, Target target, int page, BiConsumer<Long, Long> progress) {
        ObjectNode search =
                JsonNodeFactory.instance.objectNode().put("size", page).put("version", true);
        long copied = 0;
        try (SearchScroll scroll = new SearchScroll(server, old, search)) {
            JsonNode found = scroll.next();
            long documents = found.at("/total/value").asLong();
            progress.accept(0L, documents);
            while (!found.path("hits").isEmpty()) {
                copied += copy(found.path("hits"), target);
                progress.accept(copied, documents);
                found = scroll.next();
            }
        }
    }

    private int copy(JsonNode hits, Target target) {
        List<BulkOperation> operations = new ArrayList<>(hits.size());
        hits.forEach(hit -> operations.add(BulkOperation.copy(hit, target)));
        for (Outcome outcome : bulk.write(operations.iterator())) {
            if (outcome.result() == Result.DEAD) {
                throw new Refused(Refused.Reason.CONFLICT, outcome.cause());
            }
        }
        return hits.size();
    }
}
