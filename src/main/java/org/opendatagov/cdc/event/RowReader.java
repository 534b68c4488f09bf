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

    private static final String AFTER = "after";
    private static final JsonNodeFactory NODES = Json.MAPPER.getNodeFactory();

    private final ColumnTypes types;
    private final UnavailableColumns unavailable;

    RowReader(ColumnTypes types, UnavailableColumns unavailable) {
        this.types = types;
        this.unavailable = unavailable;
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
            if (value != null && !(unavailable.names(column) && field.equals(AFTER))) {
                row.set(column, value);
            }
        }
        return row;
    }

    /** The value, or null when nobody but itself says that it is unavailable. */
    private JsonNode readColumn(JsonParser parser, String column) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            return unavailable.areUnnamed() && UnavailableValue.is(text)
                    ? null
                    : typed(text, types.readingOfColumn(column));
        }
        JsonNode value = value(parser, token, types.readingOfColumn(column));
        return unavailable.areUnnamed() && value.isContainerNode() && UnavailableValue.is(value) ? null : value;
    }

    private static JsonNode value(JsonParser parser, JsonToken token, ColumnTypes.Reading reading) throws IOException {
        return switch (token) {
            case VALUE_STRING -> typed(parser.getText(), reading);
            case START_ARRAY -> list(parser, reading);
            case START_OBJECT -> Json.MAPPER.readTree(parser);
            default -> scalar(parser, token);
        };
    }

    private static ArrayNode list(JsonParser parser, ColumnTypes.Reading reading) throws IOException {
        ArrayNode list = NODES.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(value(parser, token, reading));
        }
        return list;
    }

    private static JsonNode scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_FLOAT -> fraction(parser);
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> NODES.numberNode(parser.getIntValue());
                    case LONG -> NODES.numberNode(parser.getLongValue());
                    default -> NODES.numberNode(parser.getBigIntegerValue());
                };
            default -> throw new MalformedEnvelopeException("its JSON ends in the middle of a row");
        };
    }

    private static JsonNode fraction(JsonParser parser) throws IOException {
        BigDecimal decimal = parser.getDecimalValue();
        // A BigDecimal has no negative zero.
        return decimal.signum() == 0 && parser.getText().charAt(0) == '-'
                ? NODES.numberNode(-0.0)
                : NODES.numberNode(decimal);
    }

    private static JsonNode typed(String text, ColumnTypes.Reading reading) {
        return switch (reading) {
            case TEXT -> NODES.textNode(text);
            case JSON -> json(text);
            case NUMBER -> number(text);
        };
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
