package org.opendatagov.cdc.sink;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** How sinks write rows as JSON, and read it back. */
final class RowJson {

    /** A jsonb value may be nested 1000 deep when it is read, and stands one deeper in its row. */
    static final int DEPTH = 2_000;

    /** Digits. Readers of JSON refuse longer numbers, Elasticsearch with all of the document: these are written as texts. */
    private static final int LONGEST_NUMBER = 900;

    private static final int BITS_OF_LONGEST_NUMBER = (int) (LONGEST_NUMBER * 3.3);

    /** Values one after the other stand on lines of their own. */
    private static final JsonMapper MAPPER = new JsonMapper(new JsonFactoryBuilder()
            .rootValueSeparator("\n")
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(DEPTH).build())
            .build());

    /** Reads them back: numbers keep their exact value and scale, and texts are as long and as deep as rows may be. */
    static final JsonMapper EXACT = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNestingDepth(DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private RowJson() {}

    /** Something that writes JSON into memory. */
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    /** The bytes of what is written. */
    static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = generator(bytes)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can't fail", e);
        }
        return bytes.toByteArray();
    }

    /** What writes several values of one row, at less cost than {@link JsonGenerator#writeTree} for each. */
    static SerializerProvider writer() {
        return MAPPER.getSerializerProviderInstance();
    }

    private static JsonGenerator generator(OutputStream out) throws IOException {
        return new JsonGeneratorDelegate(MAPPER.createGenerator(out), false) {
            @Override
            public void writeNumber(BigDecimal number) throws IOException {
                if (number.precision() > LONGEST_NUMBER) {
                    delegate.writeString(number.toPlainString());
                } else {
                    delegate.writeNumber(number);
                }
            }

            @Override
            public void writeNumber(BigInteger number) throws IOException {
                if (number.bitLength() > BITS_OF_LONGEST_NUMBER) {
                    delegate.writeString(number.toString());
                } else {
                    delegate.writeNumber(number);
                }
            }
        };
    }
}
