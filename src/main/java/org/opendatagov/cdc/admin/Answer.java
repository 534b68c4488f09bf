package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.connect.ConnectUnavailableException;
import org.opendatagov.cdc.refusal.Refused;

/**
 * What a call is answered with.
 *
 * @param status the HTTP status
 * @param body JSON, or null for none
 * @param location the path of what was made, or null
 */
record Answer(int status, JsonNode body, String location) {

    private static final Logger LOG = Logger.getLogger(Answer.class);

    Answer(int status, JsonNode body) {
        this(status, body, null);
    }

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
        } catch (Refused e) {
            answer = error(status(e.reason()), e.getMessage());
        } catch (ConnectUnavailableException e) {
            answer = error(503, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("An admin call failed", e);
            answer = error(500, "the call failed; the service's log says why");
        }
        Message message = exchange.getMessage();
        String base = base(message);
        // The request's headers, credentials among them, would be sent back.
        message.removeHeaders("*");
        if (answer.location() != null) {
            message.setHeader("Location", base + answer.location());
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        if (answer.body() == null) {
            message.setBody(null);
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            message.setBody(answer.body().toString());
        }
    }

    private static int status(Refused.Reason reason) {
        return switch (reason) {
            case BAD_REQUEST -> 400;
            case UNKNOWN -> 404;
            case CONFLICT -> 409;
            case UNAVAILABLE -> 503;
        };
    }

    /** Where the caller found this service, as it says itself. */
    private static String base(Message message) {
        String host = message.getHeader("Host", String.class);
        String url = message.getHeader(Exchange.HTTP_URL, "", String.class);
        return host == null ? "" : (url.startsWith("https:") ? "https://" : "http://") + host;
    }
}
