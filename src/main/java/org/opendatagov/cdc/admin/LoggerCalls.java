package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.opendatagov.cdc.connect.LogLevels;
import org.opendatagov.cdc.connect.SharedTargetStates;

/** Kafka Connect's calls about log levels, which last as long as the process. {@code routes/admin.yaml} names the methods. */
@Singleton
@Named("loggerCalls")
public class LoggerCalls {

    private static final String SCOPE = "scope";
    private static final String LEVEL = "level";
    private static final String WORKER = "worker";
    private static final String CLUSTER = "cluster";

    private final LogLevels levels;
    private final SharedTargetStates shared;

    LoggerCalls(LogLevels levels, SharedTargetStates shared) {
        this.levels = levels;
        this.shared = shared;
    }

    /** {@code GET /admin/loggers}. */
    public void list(Exchange exchange) {
        Answer.give(exchange, request -> {
            request.only();
            ObjectNode loggers = JsonNodeFactory.instance.objectNode();
            levels.loggers().forEach(logger -> loggers.set(logger, json(logger)));
            return Answer.ok(loggers);
        });
    }

    /** {@code GET /admin/loggers/{logger}}. */
    public void get(Exchange exchange) {
        Answer.give(exchange, request -> {
            String logger = request.only().path("logger");
            if (!levels.contains(logger)) {
                throw new RefusedCall(404, "Logger " + logger + " not found.");
            }
            return Answer.ok(json(logger));
        });
    }

    /** {@code PUT /admin/loggers/{logger}}, with {@code scope} {@code worker}, which is the default, or {@code cluster}. */
    public void set(Exchange exchange) {
        Answer.give(exchange, request -> {
            String logger = request.only(SCOPE).path("logger");
            JsonNode level = level(request.jsonBody());
            if (!LogLevels.isLevel(level.textValue())) {
                throw new RefusedCall(404, "invalid log level '" + level.asText() + "'.");
            }
            String name = level.textValue().toUpperCase(Locale.ROOT);
            List<String> scope = request.all(SCOPE);
            if (scope.equals(List.of(CLUSTER))) {
                shared.setLogLevel(logger, name);
                return Answer.empty(204);
            }
            if (!scope.isEmpty() && !scope.equals(List.of(WORKER))) {
                throw new RefusedCall(400, "The query parameter scope has to be worker or cluster");
            }
            ArrayNode affected = JsonNodeFactory.instance.arrayNode();
            levels.set(logger, name).forEach(affected::add);
            return Answer.ok(affected);
        });
    }

    private static JsonNode level(JsonNode body) {
        if (!body.isObject() || !body.has(LEVEL)) {
            throw new RefusedCall(400, "Desired 'level' parameter was not specified in request.");
        }
        if (body.size() > 1) {
            throw new RefusedCall(400, "Unknown field; this call takes level");
        }
        return body.path(LEVEL);
    }

    private ObjectNode json(String logger) {
        return JsonNodeFactory.instance
                .objectNode()
                .put(LEVEL, levels.level(logger))
                .put("last_modified", levels.modified(logger));
    }
}
