package org.opendatagov.cdc.schemas;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Avro as the JSON that Kafka Connect's converter would have written: bytes are texts in base64, floating point numbers have their
 * shortest digits, and those that JSON can't hold are texts. Only decimals, which are base64 there, are numbers.
 */
final class AvroAsJson extends JsonParserDelegate {

    /** How many objects and lists stand around a column of a row in an envelope. */
    private static final int ROW = 2;

    private final boolean escapedNames;
    private JsonToken token;
    private int depth;

    /** The text of a token that is a text here and not in Avro, or null. */
    private String text;

    /**
     * @param escapedNames whether names of columns may have to be brought back
     */
    AvroAsJson(JsonParser avro, boolean escapedNames) {
        super(avro);
        this.escapedNames = escapedNames;
    }

    @Override
    public JsonToken nextToken() {
        try {
            token = delegate.nextToken();
            text = textInJson();
            if (text != null) {
                token = JsonToken.VALUE_STRING;
            } else if (token != null) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
            return token;
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("Its Avro doesn't fit its schema", e);
        }
    }

    private String textInJson() throws IOException {
        if (token == JsonToken.VALUE_EMBEDDED_OBJECT) {
            return Base64Variants.MIME_NO_LINEFEEDS.encode(delegate.getBinaryValue());
        }
        return token == JsonToken.VALUE_NUMBER_FLOAT && delegate.isNaN()
                ? delegate.getNumberValue().toString()
                : null;
    }

    @Override
    public JsonParser skipChildren() {
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            int around = depth - 1;
            while (depth > around && nextToken() != null) {
                // On to the end of the object or list.
            }
        }
        return this;
    }

    /** The keys of an hstore, which stand deeper, are no names. */
    @Override
    public String currentName() throws IOException {
        String name = super.currentName();
        return escapedNames && depth <= ROW ? AvroNames.toColumn(name) : name;
    }

    @Override
    public JsonToken currentToken() {
        return token;
    }

    @Override
    public int currentTokenId() {
        return token == null ? JsonToken.NOT_AVAILABLE.id() : token.id();
    }

    @Override
    public String getText() throws IOException {
        return text == null ? super.getText() : text;
    }

    /** JSON doesn't say how wide a number's column is. */
    @Override
    public NumberType getNumberType() throws IOException {
        NumberType type = super.getNumberType();
        return type == NumberType.LONG && (int) getLongValue() == getLongValue() ? NumberType.INT : type;
    }

    /** A float's digits, and not those of the double that is nearest to it. */
    @Override
    public BigDecimal getDecimalValue() throws IOException {
        return token == JsonToken.VALUE_NUMBER_FLOAT ? new BigDecimal(getText()) : super.getDecimalValue();
    }
}
