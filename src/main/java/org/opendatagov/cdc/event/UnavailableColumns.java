package org.opendatagov.cdc.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;

/**
 * The columns of an event whose values nobody could tell: an update left them alone, and what they were in was gone when they were read
 * again. Capture names them where an event holds Debezium's placeholder, or a real value that looks like it. An event without the
 * header has no real value that looks so, or comes from somebody else; then a placeholder is one.
 */
public final class UnavailableColumns {

    /** The Kafka header that names them: a JSON list of columns of {@code after}, {@code ["description"]}; often an empty one. */
    public static final String HEADER = "cdc.unavailable.columns";

    /** Nobody has named any, so that values tell it. */
    static final UnavailableColumns UNNAMED = new UnavailableColumns(null);

    private static final TypeReference<Set<String>> NAMES = new TypeReference<>() {};

    private final Set<String> names;

    private UnavailableColumns(Set<String> names) {
        this.names = names;
    }

    /** The header's value, UTF-8. */
    public static byte[] toHeader(Collection<String> columns) {
        try {
            return Json.MAPPER.writeValueAsBytes(columns);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of texts couldn't be written as JSON", e);
        }
    }

    /**
     * Whether a value would be taken for the placeholder by who doesn't know the header.
     *
     * @param value as Kafka Connect has it: a text, bytes, a number, a boolean, a list or a map of these
     */
    public static boolean looksUnavailable(Object value) {
        return UnavailableValue.mayBe(value);
    }

    /**
     * Reads the header's value.
     *
     * @param header null when a record has none
     * @throws IllegalArgumentException when it isn't a JSON list of names
     */
    static UnavailableColumns parse(byte[] header) {
        if (header == null) {
            return UNNAMED;
        }
        try {
            Set<String> names = Json.WHOLE_TEXT.forType(NAMES).readValue(header);
            if (names != null) {
                return new UnavailableColumns(names);
            }
        } catch (IOException e) {
            // Jackson's message quotes the content, so ours stands alone.
        }
        throw new IllegalArgumentException("the header " + HEADER + " isn't a JSON list of column names");
    }

    /** Whether values tell which are unavailable. */
    boolean areUnnamed() {
        return names == null;
    }

    /** Whether a column of the row after the change is named. */
    boolean names(String column) {
        return names != null && names.contains(column);
    }
}
