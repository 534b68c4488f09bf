package org.opendatagov.cdc.admin;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.opendatagov.cdc.retry.Causes;

/** What a call asks. */
class Request {

    private static final ObjectReader JSON =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Message message;
    private final Map<String, List<String>> query;

    Request(Message message) {
        this.message = message;
        String raw = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        this.query = raw == null ? Map.of() : new QueryStringDecoder(raw, false).parameters();
    }

    /** A part of the path. */
    String path(String name) {
        Object value = message.getHeader(name);
        // Headers and query parameters of the same name come before it.
        return String.valueOf(value instanceof List<?> values ? values.get(values.size() - 1) : value);
    }

    /**
     * Whether a query parameter is true.
     *
     * @throws RefusedCall when it is neither true nor false
     */
    boolean flag(String name) {
        return flag(name, false);
    }

    /** The same, with what it is when it isn't there. */
    boolean flag(String name, boolean otherwise) {
        List<String> values = query.getOrDefault(name, List.of(Boolean.toString(otherwise)));
        String value = values.get(0);
        if (values.size() > 1 || !Set.of("true", "false").contains(value)) {
            throw new RefusedCall(400, "The query parameter " + name + " has to be true or false");
        }
        return Boolean.parseBoolean(value);
    }

    /**
     * A whole number, not below zero, from the query.
     *
     * @throws RefusedCall when it is none, or larger than the most
     */
    long number(String name, long otherwise, long most) {
        List<String> values = query.getOrDefault(name, List.of(Long.toString(otherwise)));
        String value = values.get(0);
        if (values.size() > 1 || !value.matches("\\d{1,18}") || Long.parseLong(value) > most) {
            throw new RefusedCall(400, "The query parameter " + name + " has to be a number from 0 to " + most);
        }
        return Long.parseLong(value);
    }

    /**
     * A query parameter that has to be there.
     *
     * @throws RefusedCall when it isn't, or is there several times
     */
    String one(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() != 1 || values.get(0).isBlank()) {
            throw new RefusedCall(400, "The query parameter " + name + " is needed, once");
        }
        return values.get(0);
    }

    /** All values of a query parameter. */
    List<String> all(String name) {
        return query.getOrDefault(name, List.of());
    }

    /**
     * The body of a call that says what it is.
     *
     * @throws RefusedCall when it is of another type, or isn't one JSON value
     */
    JsonNode jsonBody() {
        String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        if (!type.isEmpty() && !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new RefusedCall(415, "HTTP 415 Unsupported Media Type");
        }
        return json();
    }

    /**
     * The body.
     *
     * @throws RefusedCall when it isn't one JSON value
     */
    JsonNode json() {
        try {
            String body = message.getBody(String.class);
            return JSON.readTree(body == null ? "" : body);
        } catch (JsonProcessingException e) {
            throw new RefusedCall(400, "The body isn't JSON: " + reason(e));
        }
    }

    /** Without what Jackson says of sources that it doesn't show. */
    private static String reason(JsonProcessingException e) {
        String message =
                Causes.oneLine(e.getOriginalMessage()).replaceFirst("( \\(start marker at)? ?\\[Source: .*", "");
        JsonLocation place = e.getLocation();
        return place == null
                ? message
                : message + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    /**
     * Checks the query.
     *
     * @throws RefusedCall when it has a parameter that is none of these
     */
    Request only(String... parameters) {
        Set<String> known = Set.of(parameters);
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                throw new RefusedCall(
                        400,
                        known.isEmpty()
                                ? "This call takes no query parameters"
                                : "Unknown query parameter; this call takes " + String.join(", ", List.of(parameters)));
            }
        }
        return this;
    }
}
