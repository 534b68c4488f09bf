package org.opendatagov.cdc.capture.values;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads PostgreSQL's text of an array, {@code {1,NULL,"a \"b\""}}, as a list; one of several dimensions as lists in a list. */
final class ArrayLiteral {

    private final String text;
    private final char delimiter;
    private final Function<String, Object> element;
    private int at;

    private ArrayLiteral(String text, char delimiter, Function<String, Object> element) {
        this.text = text;
        this.delimiter = delimiter;
        this.element = element;
    }

    /**
     * Reads a text.
     *
     * @param delimiter what stands between two elements: a comma, but a semicolon for boxes
     * @param element reads an element, which is not null
     * @throws IllegalArgumentException when it is no array; the message doesn't quote it
     */
    static List<Object> read(String text, char delimiter, Function<String, Object> element) {
        ArrayLiteral literal = new ArrayLiteral(text, delimiter, element);
        try {
            // Bounds that don't begin at 1 stand before it: [0:1]={1,2}
            literal.at = text.startsWith("[") ? text.indexOf('=') + 1 : 0;
            List<Object> list = literal.list();
            if (literal.at == text.length()) {
                return list;
            }
        } catch (IndexOutOfBoundsException e) {
            // falls through to the one sentence below
        }
        throw new IllegalArgumentException("a value of an array column isn't the text of an array");
    }

    /** How many dimensions an array has, 1 for an empty one. */
    static int dimensions(String text) {
        int start = text.indexOf('{');
        int end = start;
        while (end < text.length() && text.charAt(end) == '{') {
            end++;
        }
        return end - start;
    }

    private List<Object> list() {
        expect('{');
        List<Object> list = new ArrayList<>();
        if (text.charAt(at) == '}') {
            at++;
            return list;
        }
        do {
            list.add(text.charAt(at) == '{' ? list() : element());
        } while (text.charAt(at++) == delimiter);
        at--;
        expect('}');
        return list;
    }

    private Object element() {
        if (text.charAt(at) == '"') {
            return element.apply(quoted());
        }
        int start = at;
        while (text.charAt(at) != delimiter && text.charAt(at) != '}') {
            at++;
        }
        String plain = text.substring(start, at);
        return plain.equals("NULL") ? null : element.apply(plain);
    }

    private String quoted() {
        StringBuilder content = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            content.append(text.charAt(at));
        }
        at++;
        return content.toString();
    }

    private void expect(char c) {
        if (text.charAt(at) != c) {
            throw new IndexOutOfBoundsException();
        }
        at++;
    }
}
