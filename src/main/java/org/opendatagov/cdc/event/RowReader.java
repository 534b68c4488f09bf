package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;

/** Reads {@code before} and {@code after}: gives the columns their types back and leaves unavailable values out. */
final class RowReader {

    private static final JsonNodeFactory NODES = Json.MAPPER.getNodeFactory();

    private final ColumnTypes types;

    RowReader(ColumnTypes types) {
        this.types = types;
    }

    /** Reads the object at which the parser stands; null for a JSON null. */
    ObjectNode read(JsonParser parser, String field) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedEnvelopeException("its field '" + field + "' is neither an object nor null");
        }
        ObjectNode row = NODES.objectNode();
        String column;
        while ((column = parser.nextFieldName()) != null) {
            JsonNode value = readColumn(parser, column);
            if (value != null) {
                row.set(column, value);
            }
        }
        return row;
    }

    /** The value, or null when Debezium says that it is unavailable. */
    private JsonNode readColumn(JsonParser parser, String column) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            return UnavailableValue.is(text) ? null : typed(text, types.readingOfColumn(column));
        }
        if (token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT) {
            JsonNode value = Json.MAPPER.readTree(parser);
            return UnavailableValue.is(value) ? null : typedElements(value, types.readingOfColumn(column));
        }
        return scalar(parser, token);
    }

    private static JsonNode scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> NODES.numberNode(parser.getIntValue());
                    case LONG -> NODES.numberNode(parser.getLongValue());
                    default -> NODES.numberNode(parser.getBigIntegerValue());
                };
            default -> throw new MalformedEnvelopeException("its JSON ends in the middle of a row");
        };
    }

    private static JsonNode typed(String text, ColumnTypes.Reading reading) {
        if (reading == ColumnTypes.Reading.JSON) {
            return json(text);
        }
        return reading == ColumnTypes.Reading.NUMBER ? number(text) : NODES.textNode(text);
    }

    private static JsonNode typedElements(JsonNode value, ColumnTypes.Reading reading) {
        if (value.isArray()
                && (reading == ColumnTypes.Reading.JSON_LIST || reading == ColumnTypes.Reading.NUMBER_LIST)) {
            ArrayNode list = (ArrayNode) value;
            for (int i = 0; i < list.size(); i++) {
                JsonNode element = list.get(i);
                if (element.isTextual()) {
                    String text = element.textValue();
                    list.set(i, reading == ColumnTypes.Reading.JSON_LIST ? json(text) : number(text));
                }
            }
        }
        return value;
    }

    private static JsonNode json(String text) {
        try {
            JsonNode tree = Json.WHOLE_TEXT.readTree(text);
            return tree.isMissingNode() ? NODES.textNode(text) : tree;
        } catch (JsonProcessingException e) {
            return NODES.textNode(text);
        }
    }

    private static JsonNode number(String text) {
        switch (text) {
            case "NaN", "NAN" -> {
                return NODES.textNode("NaN");
            }
            case "Infinity", "POSITIVE_INFINITY" -> {
                return NODES.textNode("Infinity");
            }
            case "-Infinity", "NEGATIVE_INFINITY" -> {
                return NODES.textNode("-Infinity");
            }
            default -> {
                if (text.length() > Json.LONGEST_NUMBER) {
                    return NODES.textNode(text);
                }
                try {
                    return NODES.numberNode(new BigDecimal(text));
                } catch (NumberFormatException e) {
                    return NODES.textNode(text);
                }
            }
        }
    }
}
