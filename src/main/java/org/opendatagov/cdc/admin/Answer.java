package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jboss.logging.Logger;

/**
 * What a call is answered with.
 *
 * @param status the HTTP status
 * @param body JSON, or null for none
 */
record Answer(int status, JsonNode body) {

    private static final Logger LOG = Logger.getLogger(Answer.class);

    static Answer ok(JsonNode body) {
        return new Answer(200, body);
    }

    static Answer empty(int status) {
        return new Answer(status, null);
    }

    /** As Kafka Connect words errors. */
    static Answer error(int status, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("error_code", status).put("message", message);
        return new Answer(status, body);
    }

    /** Carries out a call and puts the answer, or why it was refused, into the exchange. */
    static void give(Exchange exchange, Function<Request, Answer> call) {
        Answer answer;
        try {
            answer = call.apply(new Request(exchange.getMessage()));
        } catch (RefusedCall e) {
            answer = error(e.status(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("An admin call failed", e);
            answer = error(500, "the call failed; the service's log says why");
        }
        Message message = exchange.getMessage();
        // The request's headers, credentials among them, would be sent back.
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        if (answer.body() == null) {
            message.setBody(null);
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            message.setBody(answer.body().toString());
        }
    }
}
