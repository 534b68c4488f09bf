package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The PostgreSQL types of those columns that plain JSON can't tell apart, as the capture writes them beside each event: json and
 * jsonb, numeric and money, dates and timestamps, which are all texts there; floating point numbers, of which some are texts
 * ({@code NaN}); hstore, which looks like any object; and arrays of these. A domain has the type that it is made of.
 */
public final class ColumnTypes {

    /** The Kafka header that carries them: a JSON object of column names and PostgreSQL type names, {@code {"metadata":"JSONB"}}. */
    public static final String HEADER = "cdc.column.types";

    /** No column needs its type named. */
    public static final ColumnTypes NONE = new ColumnTypes(new LinkedHashMap<>());

    /** Types whose texts are read as something else, and types that sinks have to know. */
    private static final Set<String> NAMED = Set.of(
            "JSON",
            "JSONB",
            "NUMERIC",
            "DECIMAL",
            "MONEY",
            "DATE",
            "TIMESTAMP",
            "TIMESTAMPTZ",
            "FLOAT4",
            "FLOAT8",
            "HSTORE");

    private static final TypeReference<LinkedHashMap<String, String>> NAMES = new TypeReference<>() {};

    /** How the texts of a column, or of an array's elements, are to be read. */
    enum Reading {
        TEXT,
        JSON,
        NUMBER
    }

    private final Map<String, String> types;
    private final Map<String, Reading> readings;

    private ColumnTypes(Map<String, String> types) {
        this.types = Collections.unmodifiableMap(types);
        this.readings = new LinkedHashMap<>();
        types.forEach((column, type) -> readings.put(column, readingOf(elementOf(type))));
    }

    /**
     * Whether a column of this type has to be named in the header.
     *
     * @param postgresType a type name as PostgreSQL's catalog has it, an array's with a leading underscore; case doesn't matter
     */
    public static boolean needsNaming(String postgresType) {
        return postgresType != null && NAMED.contains(elementOf(postgresType.toUpperCase(Locale.ROOT)));
    }

    /** The type of an array's elements, by the array's leading underscore; any other type as it is. */
    public static String elementOf(String postgresType) {
        int start = 0;
        while (start < postgresType.length() && postgresType.charAt(start) == '_') {
            start++;
        }
        return postgresType.substring(start);
    }

    /**
     * The types of a table's columns; those that need no naming are left out.
     *
     * @param columns column names and PostgreSQL type names, in the table's order
     */
    public static ColumnTypes of(Map<String, String> columns) {
        LinkedHashMap<String, String> named = new LinkedHashMap<>();
        columns.forEach((column, type) -> {
            if (needsNaming(type)) {
                named.put(column, type.toUpperCase(Locale.ROOT));
            }
        });
        return named.isEmpty() ? NONE : new ColumnTypes(named);
    }

    /**
     * Reads the header's value; null or no bytes mean {@link #NONE}.
     *
     * @throws IllegalArgumentException when it isn't a JSON object of names and type names
     */
    public static ColumnTypes parse(byte[] header) {
        if (header == null || header.length == 0) {
            return NONE;
        }
        try {
            Map<String, String> columns = Json.WHOLE_TEXT.forType(NAMES).readValue(header);
            if (columns != null) {
                return of(columns);
            }
        } catch (IOException e) {
            // Jackson's message quotes the content, so ours stands alone.
        }
        throw new IllegalArgumentException(
                "the header " + HEADER + " isn't a JSON object of column names and type names");
    }

    /** The header's value, UTF-8, or no bytes when there is nothing to name; the same types in the same order give the same. */
    public byte[] toHeader() {
        if (isEmpty()) {
            return new byte[0];
        }
        try {
            return Json.MAPPER.writeValueAsBytes(types);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts couldn't be written as JSON", e);
        }
    }

    /** Whether no column needs its type named, so that the header can be left out. */
    public boolean isEmpty() {
        return types.isEmpty();
    }

    /** The named columns and their types, in upper case, in the table's order. */
    public Map<String, String> asMap() {
        return types;
    }

    Reading readingOfColumn(String column) {
        return readings.getOrDefault(column, Reading.TEXT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnTypes that && types.equals(that.types);
    }

    @Override
    public int hashCode() {
        return types.hashCode();
    }

    @Override
    public String toString() {
        return "ColumnTypes" + types;
    }

    private static Reading readingOf(String type) {
        return switch (type) {
            case "JSON", "JSONB" -> Reading.JSON;
            case "NUMERIC", "DECIMAL", "MONEY" -> Reading.NUMBER;
            default -> Reading.TEXT;
        };
    }
}
