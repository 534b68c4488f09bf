package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.Exchange;
import org.apache.kafka.common.utils.AppInfoParser;
import org.opendatagov.cdc.connect.ConnectStores;

/** This process, as Kafka Connect shows a worker. */
@Singleton
@Named("worker")
public class Worker {

    private final ConnectStores stores;

    Worker(ConnectStores stores) {
        this.stores = stores;
    }

    /** The answer to {@code GET /}. */
    public void info(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("version", AppInfoParser.getVersion());
            body.put("commit", AppInfoParser.getCommitId());
            body.put("kafka_cluster_id", stores.clusterId());
            return Answer.ok(body);
        });
    }

    /** {@code GET /health}. */
    public void health(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("status", "healthy");
            body.put("message", "Worker has completed startup and is ready to handle requests.");
            return stores.clusterId() == null ? starting() : Answer.ok(body);
        });
    }

    private static Answer starting() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("status", "starting");
        body.put("message", "Worker is still starting up: Kafka hasn't been reached yet.");
        return new Answer(503, body);
    }
}
