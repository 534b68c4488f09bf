package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.Exchange;
import org.opendatagov.cdc.sink.RebuildProgress;
import org.opendatagov.cdc.sink.SearchRebuilds;

/** Rebuilds of Elasticsearch's indices. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("rebuildCalls")
public class RebuildCalls {

    private static final String INDEX = "index";

    private final SearchRebuilds rebuilds;

    RebuildCalls(SearchRebuilds rebuilds) {
        this.rebuilds = rebuilds;
    }

    /** {@code POST /admin/search/{index}/rebuild}: begins one, or goes on with one whose process has ended. */
    public void start(Exchange exchange) {
        Answer.give(
                exchange,
                request -> new Answer(202, json(rebuilds.start(request.only().path(INDEX)))));
    }

    /** {@code GET /admin/search/{index}/rebuild}: how far it is, or how the last one of this process ended. */
    public void progress(Exchange exchange) {
        Answer.give(exchange, request -> {
            RebuildProgress progress = rebuilds.progress(request.only().path(INDEX));
            boolean running = progress != null && !progress.state().isEnd();
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.set("running", running ? json(progress) : null);
            body.set("last", running || progress == null ? null : json(progress));
            return Answer.ok(body);
        });
    }

    /** {@code DELETE /admin/search/{index}/rebuild}: gives it up; the index in use stays. */
    public void cancel(Exchange exchange) {
        Answer.give(exchange, request -> {
            rebuilds.cancel(request.only().path(INDEX));
            return Answer.empty(204);
        });
    }

    private static JsonNode json(RebuildProgress progress) {
        return JsonNodeFactory.instance
                .objectNode()
                .put(INDEX, progress.index())
                .put("from", progress.from())
                .put("to", progress.to())
                .put("state", progress.state().name())
                .put("documents", progress.documents() < 0 ? null : progress.documents())
                .put("copied", progress.copied())
                .put("cause", progress.cause())
                .put("since", progress.since().toString());
    }
}
