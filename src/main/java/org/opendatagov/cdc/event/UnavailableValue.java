package org.opendatagov.cdc.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * Debezium's placeholder for a large value that an update left alone and PostgreSQL therefore didn't send: the text {@code
 * __debezium_unavailable_value}, or what Debezium makes of it for columns that can't hold a text.
 */
final class UnavailableValue {

    private static final String TEXT = "__debezium_unavailable_value";
    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);
    private static final String BASE64 = Base64.getEncoder().encodeToString(BYTES);
    private static final String UUID_TEXT = UUID.nameUUIDFromBytes(BYTES).toString();
    private static final String HSTORE_TEXT = "{\"" + TEXT + "\":\"" + TEXT + "\"}";

    private UnavailableValue() {}

    /** For text, varchar, json, numeric and hstore columns, and for bytea, which JSON holds as base64. */
    static boolean is(String value) {
        return value.equals(TEXT) || value.equals(BASE64) || value.equals(HSTORE_TEXT);
    }

    /** For arrays (a list of the one placeholder, or of its bytes as numbers) and hstore maps. */
    static boolean is(JsonNode value) {
        if (value.isArray()) {
            return value.size() == 1 ? isInArray(value.get(0)) : isListOfBytes(value);
        }
        return value.isObject()
                && value.size() == 1
                && TEXT.equals(value.path(TEXT).textValue());
    }

    private static boolean isInArray(JsonNode element) {
        return element.isTextual() && (is(element.textValue()) || UUID_TEXT.equals(element.textValue()));
    }

    private static boolean isListOfBytes(JsonNode list) {
        if (list.size() != BYTES.length) {
            return false;
        }
        for (int i = 0; i < BYTES.length; i++) {
            if (!list.get(i).isInt() || list.get(i).intValue() != BYTES[i]) {
                return false;
            }
        }
        return true;
    }
}
