package org.opendatagov.cdc.options;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/**
 * Values of options in a form that comes through an endpoint's URI unchanged. Camel makes one URI of a route's parameters, in which {@code
 * +}, {@code %}, {@code &} and others mean something else than in a regular expression; its own {@code RAW(…)} ends at the first {@code )&}.
 * So a route file's loader writes each such character as its code, {@code -2b-}, after the mark {@code --}, and the components read it
 * back. What a URI of an author's own holds begins with no such mark and is left alone.
 */
public final class ExactOptions {

    private static final Set<String> SCHEMES =
            Set.of("postgres-cdc", "cdc-topics", "cdc-events", "cdc-cache", "cdc-search", "cdc-notify");

    private static final String MARK = "--";
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._:,/*]");

    /** What may stay as it is: it has no mark either. */
    private static final Pattern UNCHANGED = Pattern.compile("(?!--)[A-Za-z0-9._:,/*-]*");

    private static final Pattern CODE = Pattern.compile("-([0-9a-f]{1,6})-");

    /** In a URI, a value ends where the next one begins. */
    private static final Pattern IN_URI = Pattern.compile("(?<==)--[^&]*");

    private ExactOptions() {}

    /** Whether a URI is of a component that reads such values. */
    public static boolean areReadBy(String uri) {
        int colon = uri.indexOf(':');
        return SCHEMES.contains(colon < 0 ? uri : uri.substring(0, colon));
    }

    /** Writes a value so. One that means something to Camel itself, {@code #bean:…} or {@code RAW(…)}, stays. */
    public static String encoded(String value) {
        if (UNCHANGED.matcher(value).matches() || value.startsWith("#") || value.startsWith("RAW(")) {
            return value;
        }
        return MARK
                + UNSAFE.matcher(value)
                        .replaceAll(
                                found -> "-" + Integer.toHexString(found.group().codePointAt(0)) + "-");
    }

    /** Reads such values back, in place. Placeholders in them are resolved then. */
    public static void decode(CamelContext camel, Map<String, Object> parameters) {
        parameters.replaceAll((name, value) -> value instanceof String text && text.startsWith(MARK)
                ? camel.resolvePropertyPlaceholders(decoded(text))
                : value);
    }

    /** A URI for people, with all values as they were written. */
    public static String readable(String uri) {
        return IN_URI.matcher(uri).replaceAll(found -> Matcher.quoteReplacement(decoded(unquoted(found.group()))));
    }

    /** Camel writes commas and some others as {@code %2C}. */
    private static String unquoted(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    private static String decoded(String value) {
        return CODE.matcher(value.substring(MARK.length()))
                .replaceAll(code -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))));
    }
}
