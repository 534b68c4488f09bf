package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.debezium.connector.postgresql.Module;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.camel.Exchange;
import org.apache.kafka.common.utils.AppInfoParser;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** This process, as Kafka Connect shows a worker. */
@Singleton
@Named("worker")
public class Worker {

    private final ConnectConfigs configs;
    private final String id;

    Worker(ConnectConfigs configs, @ConfigProperty(name = "quarkus.http.port") int port) {
        this.configs = configs;
        this.id = host() + ":" + port;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
    }

    /** The answer to {@code GET /}. */
    public void info(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("version", AppInfoParser.getVersion());
            body.put("commit", AppInfoParser.getCommitId());
            body.put("kafka_cluster_id", configs.clusterId());
            return Answer.ok(body);
        });
    }

    /** The host and port at which it answers. */
    String id() {
        return id;
    }

    /** The version of Debezium's connector. */
    String connectorVersion() {
        return Module.version();
    }
}
