package org.opendatagov.cdc.capture.values;

import io.debezium.connector.postgresql.PostgisGeometry;
import io.debezium.data.geometry.Geography;
import io.debezium.data.geometry.Geometry;
import io.debezium.data.vector.DoubleVector;
import io.debezium.data.vector.FloatVector;
import io.debezium.data.vector.SparseDoubleVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * The types of pgvector and PostGIS, as Debezium has them in events. Debezium's own converters know no placeholder for a value that an
 * update left alone, no arrays of vectors, and no domains.
 */
final class ExtensionForms {

    private ExtensionForms() {}

    /**
     * The form of a type.
     *
     * @param type its name, since its number differs from database to database
     * @return null when it is of neither extension
     */
    static ValueForm of(String type) {
        return switch (type) {
            case "vector" -> vector(type, DoubleVector::builder, Double::valueOf);
            case "halfvec" -> vector(type, FloatVector::builder, Float::valueOf);
            case "sparsevec" -> struct(type, ExtensionForms::sparseSchema, ExtensionForms::sparse);
            case "geometry" -> struct(type, Geometry::builder, ExtensionForms::geometry);
            case "geography" -> struct(type, () -> Geography.builder().optional(), ExtensionForms::geometry);
            default -> null;
        };
    }

    private static ValueForm vector(String type, Supplier<SchemaBuilder> schema, Function<String, Object> number) {
        return new ValueForm(type.toUpperCase(Locale.ROOT), schema, List.class, text -> numbers(text, number));
    }

    private static List<Object> numbers(String text, Function<String, Object> number) {
        List<Object> numbers = new ArrayList<>();
        for (String each : parts(text, '[', ']', text.length())) {
            numbers.add(number.apply(each.strip()));
        }
        return numbers;
    }

    private interface StructReader {
        Struct read(Schema schema, String text);
    }

    private static ValueForm struct(String type, Supplier<SchemaBuilder> schema, StructReader reader) {
        Schema built = schema.get().optional().build();
        return new ValueForm(type.toUpperCase(Locale.ROOT), schema, Struct.class, text -> reader.read(built, text));
    }

    private static Struct geometry(Schema schema, String text) {
        PostgisGeometry geometry = PostgisGeometry.fromHexEwkb(text);
        return Geometry.createValue(schema, geometry.getWkb(), geometry.getSrid());
    }

    /** Debezium's, but with room for as many dimensions as pgvector takes. */
    private static SchemaBuilder sparseSchema() {
        return SchemaBuilder.struct()
                .name(SparseDoubleVector.LOGICAL_NAME)
                .field(SparseDoubleVector.DIMENSIONS_FIELD, Schema.INT32_SCHEMA)
                .field(
                        SparseDoubleVector.VECTOR_FIELD,
                        SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.FLOAT64_SCHEMA)
                                .build());
    }

    /** Reads {@code {1:0.5,7:2}/10}. */
    private static Struct sparse(Schema schema, String text) {
        int slash = text.indexOf('/');
        Map<Integer, Double> elements = new LinkedHashMap<>();
        for (String element : parts(text, '{', '}', slash)) {
            int colon = element.indexOf(':');
            elements.put(
                    Integer.valueOf(element.substring(0, colon).strip()),
                    Double.valueOf(element.substring(colon + 1).strip()));
        }
        return new Struct(schema)
                .put(SparseDoubleVector.DIMENSIONS_FIELD, Integer.valueOf(text.substring(slash + 1)))
                .put(SparseDoubleVector.VECTOR_FIELD, elements);
    }

    private static String[] parts(String text, char first, char last, int end) {
        if (end < 2 || text.charAt(0) != first || text.charAt(end - 1) != last) {
            throw new IllegalArgumentException("a value of a vector column isn't the text of a vector");
        }
        return end == 2 ? new String[0] : text.substring(1, end - 1).split(",", -1);
    }
}
