package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.kafka.common.utils.AppInfoParser;
import org.eclipse.microprofile.config.Config;
import org.opendatagov.cdc.connect.SecretOptions;
import org.opendatagov.cdc.connect.WorkerId;
import org.opendatagov.cdc.retry.Causes;

/** All that somebody who helps wants to know of this process, in one document without secrets. {@code routes/admin.yaml} names the method. */
@Singleton
@Named("supportCalls")
public class SupportCalls {

    private static final Pattern OURS = Pattern.compile("(cdc|kafka|quarkus|camel)\\..*");

    /** An endpoint's address may hold a token anywhere. */
    private static final Pattern ADDRESS = Pattern.compile("cdc\\.notify\\..*\\.url");

    private final CamelContext camel;
    private final Config config;
    private final WorkerId worker;
    private final Diagnostics connectors;
    private final FlowCalls flows;
    private final LagCalls lags;
    private final RouteCalls routes;
    private final DeadLetterCalls letters;

    SupportCalls(
            CamelContext camel,
            Config config,
            WorkerId worker,
            Diagnostics connectors,
            FlowCalls flows,
            LagCalls lags,
            RouteCalls routes,
            DeadLetterCalls letters) {
        this.camel = camel;
        this.config = config;
        this.worker = worker;
        this.connectors = connectors;
        this.flows = flows;
        this.lags = lags;
        this.routes = routes;
        this.letters = letters;
    }

    /** {@code GET /admin/support}. */
    public void bundle(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            ObjectNode bundle = JsonNodeFactory.instance.objectNode();
            bundle.put("time", Instant.now().toString()).put("worker", worker.toString());
            bundle.set("process", process());
            bundle.set("settings", settings());
            bundle.set("connectors", connectors.all());
            bundle.set("flows", flows.all());
            bundle.set("routes", routes.all());
            bundle.set("delays", lags.allDelays());
            bundle.set("deadLetters", letters.counts());
            return Answer.ok(bundle);
        });
    }

    private ObjectNode process() {
        Runtime runtime = Runtime.getRuntime();
        return JsonNodeFactory.instance
                .objectNode()
                .put("java", Runtime.version().toString())
                .put("camel", camel.getVersion())
                .put("debezium", WorkerId.connectorVersion())
                .put("kafkaClients", AppInfoParser.getVersion())
                .put("processors", runtime.availableProcessors())
                .put("heapUsed", runtime.totalMemory() - runtime.freeMemory())
                .put("heapMax", runtime.maxMemory())
                .put("threads", ManagementFactory.getThreadMXBean().getThreadCount())
                .put("uptimeSeconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
    }

    private ObjectNode settings() {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        names().forEach(name -> settings.put(name, shown(name)));
        return settings;
    }

    private SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        for (String name : config.getPropertyNames()) {
            if (OURS.matcher(name).matches()) {
                names.add(name);
            }
        }
        return names;
    }

    private String shown(String name) {
        if (SecretOptions.isSecret(name) || ADDRESS.matcher(name).matches()) {
            return SecretOptions.HIDDEN;
        }
        try {
            return config.getOptionalValue(name, String.class)
                    .map(Causes::oneLine)
                    .orElse(null);
        } catch (RuntimeException e) {
            return null;
        }
    }
}
