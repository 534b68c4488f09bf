package org.opendatagov.cdc.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Debezium's placeholder for a large value that an update left alone and PostgreSQL therefore didn't send: the text {@code
 * __debezium_unavailable_value}, or what Debezium makes of it for columns that can't hold a text.
 */
final class UnavailableValue {

    private static final String TEXT = "__debezium_unavailable_value";
    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 28;
    private static final int BITS = LENGTH * Byte.SIZE;
    private static final String BASE64 = Base64.getEncoder().encodeToString(BYTES);
    private static final String UUID_TEXT = UUID.nameUUIDFromBytes(BYTES).toString();
    private static final String HSTORE_TEXT = "{\"" + TEXT + "\":\"" + TEXT + "\"}";

    private UnavailableValue() {}

    /** For text, varchar, json, numeric and hstore columns, and for bytea, which JSON holds as base64. */
    static boolean is(String value) {
        return value.equals(TEXT) || value.equals(BASE64) || value.equals(HSTORE_TEXT);
    }

    /** For arrays (a list of the one placeholder, or of its bytes as numbers, or of its bits) and hstore maps. */
    static boolean is(JsonNode value) {
        if (value.isArray()) {
            return switch (value.size()) {
                case 1 -> isInArray(value.get(0));
                case LENGTH -> isListOfBytes(value);
                case BITS -> isListOfBits(value);
                default -> false;
            };
        }
        return value.isObject()
                && value.size() == 1
                && TEXT.equals(value.path(TEXT).textValue());
    }

    /** Whether a value that Kafka Connect writes is read as one of these; some more than are. */
    static boolean mayBe(Object value) {
        if (value instanceof String text) {
            return is(text) || text.equals(UUID_TEXT);
        }
        if (value instanceof byte[] bytes) {
            return Arrays.equals(bytes, BYTES);
        }
        if (value instanceof ByteBuffer bytes) {
            return bytes.equals(ByteBuffer.wrap(BYTES));
        }
        if (value instanceof Map<?, ?> map) {
            return map.size() == 1 && map.containsKey(TEXT);
        }
        if (value instanceof List<?> list) {
            return switch (list.size()) {
                case 1 -> mayBe(list.get(0));
                case LENGTH -> list.get(0) instanceof Number first && first.doubleValue() == BYTES[0];
                case BITS -> list.get(0) instanceof Boolean;
                default -> false;
            };
        }
        return false;
    }

    private static boolean isInArray(JsonNode element) {
        return element.isTextual()
                ? is(element.textValue()) || UUID_TEXT.equals(element.textValue())
                : element.isContainerNode() && is(element);
    }

    private static boolean isListOfBytes(JsonNode list) {
        for (int i = 0; i < LENGTH; i++) {
            if (!list.get(i).isNumber() || list.get(i).doubleValue() != BYTES[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isListOfBits(JsonNode list) {
        for (int i = 0; i < BITS; i++) {
            boolean bit = (BYTES[i / Byte.SIZE] >> i % Byte.SIZE & 1) == 1;
            if (!list.get(i).isBoolean() || list.get(i).booleanValue() != bit) {
                return false;
            }
        }
        return true;
    }
}
