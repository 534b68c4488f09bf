package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The primary key of a row, from the Kafka record's key.
 *
 * @param parts the values of the key columns as text, in key order; never empty
 */
public record RowKey(List<String> parts) {

    public RowKey {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a row key needs at least one column");
        }
    }

    /**
     * Reads a record's key: a JSON object of the key columns, with or without Kafka Connect's schema around it. Numbers keep the
     * text that they have there.
     *
     * @param json the key's bytes
     * @return the key, or null when there are no bytes
     * @throws SerializationException when it is anything else; the message never quotes it
     */
    public static RowKey parse(byte[] json) {
        return parse(json, Payloads.JSON);
    }

    /**
     * Reads a record's key in any format: an object of the key columns, as {@link #parse(byte[])} does.
     *
     * @param payloads open the key
     */
    public static RowKey parse(byte[] key, Payloads payloads) {
        if (key == null || key.length == 0) {
            return null;
        }
        try (JsonParser parser = payloads.open(key)) {
            List<String> parts = new ArrayList<>(3);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refusal("it is no JSON object");
            }
            readFields(parser, parts, true);
            if (parser.nextToken() != null) {
                throw refusal("something follows its JSON object");
            }
            if (parts.isEmpty()) {
                throw refusal("it has no columns");
            }
            return new RowKey(parts);
        } catch (JsonProcessingException e) {
            throw refusal("it isn't JSON from byte " + e.getLocation().getByteOffset() + " on");
        } catch (IOException e) {
            throw new SerializationException("The key of a record could not be read", e);
        }
    }

    /**
     * The names of the key's columns, in key order.
     *
     * @param json the key's bytes, as {@link #parse} takes them
     * @return the names, none when there is no key or it is no row's key
     */
    public static List<String> columns(byte[] json) {
        List<String> columns = new ArrayList<>(3);
        if (json != null) {
            try {
                JsonNode key = Json.MAPPER.readTree(json);
                (key.path("payload").isObject() ? key.get("payload") : key)
                        .fieldNames()
                        .forEachRemaining(columns::add);
            } catch (IOException e) {
                return List.of();
            }
        }
        return columns;
    }

    /**
     * One text that no other key of the same table has: a single part as it is; several joined by {@code :}, with {@code %} and
     * {@code :} inside a part as {@code %25} and {@code %3A}.
     */
    public String text() {
        return parts.size() == 1
                ? parts.get(0)
                : parts.stream().map(RowKey::encode).collect(Collectors.joining(":"));
    }

    /**
     * The key of which {@link #text} is so.
     *
     * @param columns how many columns it has
     * @return the key, or null when no key of so many columns has this text
     */
    public static RowKey ofText(String text, int columns) {
        List<String> parts = columns == 1
                ? List.of(text)
                : Arrays.stream(text.split(":", -1)).map(RowKey::decode).toList();
        if (parts.size() != columns) {
            return null;
        }
        RowKey key = new RowKey(parts);
        return key.text().equals(text) ? key : null;
    }

    private static String decode(String part) {
        return part.replace("%3A", ":").replace("%25", "%");
    }

    private static String encode(String part) {
        return part.replace("%", "%25").replace(":", "%3A");
    }

    private static void readFields(JsonParser parser, List<String> parts, boolean mayBeWrapped) throws IOException {
        String column;
        while ((column = parser.nextFieldName()) != null) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            // A key column holds no object, so these two are the wrapper and not columns of these names.
            if (mayBeWrapped && object && column.equals("schema")) {
                parser.skipChildren();
            } else if (mayBeWrapped && object && column.equals("payload")) {
                readFields(parser, parts, false);
            } else {
                parts.add(part(parser, column));
            }
        }
    }

    private static String part(JsonParser parser, String column) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT, START_ARRAY -> Json.MAPPER.readTree(parser).toString();
            case VALUE_NULL -> throw refusal("its column '" + column + "' is null, and a primary key has no nulls");
            default -> parser.getText();
        };
    }

    private static SerializationException refusal(String reason) {
        return new SerializationException("The key of a record is no row's key: " + reason);
    }
}
