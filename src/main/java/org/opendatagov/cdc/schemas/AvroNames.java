package org.opendatagov.cdc.schemas;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names as Avro takes them, which are made of letters of ASCII, digits and underscores, and don't begin with a digit. */
final class AvroNames {

    private static final Pattern VALID = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** What the escape of a character looks like. */
    private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-F]{4})_");

    private AvroNames() {}

    /**
     * A column's name in which {@code _x0020_}, say, stands for what Avro doesn't take, as ISO/IEC 9075-14 has it for the names of XML.
     * No two columns get the same name.
     */
    static String ofColumn(String name) {
        if (VALID.matcher(name).matches() && !mayHaveEscapes(name)) {
            return name;
        }
        StringBuilder valid = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            boolean taken = VALID.matcher((i == 0 ? "" : "_") + letter).matches();
            boolean looksLikeEscape = letter == '_'
                    && ESCAPE.matcher(name).region(i, name.length()).lookingAt();
            if (taken && !looksLikeEscape) {
                valid.append(letter);
            } else {
                valid.append(String.format("_x%04X_", (int) letter));
            }
        }
        return valid.toString();
    }

    /** The way back from {@link #ofColumn}. */
    static String toColumn(String name) {
        return ESCAPE.matcher(name)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }

    /** Whether a name, or a text with names in it, may have escapes. */
    static boolean mayHaveEscapes(String text) {
        return text.contains("_x");
    }

    /** The name for the records of a topic: what Avro doesn't take becomes an underscore. */
    static String ofTopic(String topic) {
        return Arrays.stream(topic.split("\\."))
                .map(part -> part.replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^(?=[0-9])", "_"))
                .collect(Collectors.joining("."));
    }
}
