package org.opendatagov.cdc.routes;

import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.TypeConversionException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Why Camel doesn't take a route, in one sentence for who wrote it.
 *
 * @param line the line of which the failure itself tells, from 1 on, or 0
 * @param key the key in the file that is wrong, where it is known, or null
 */
record Reason(String sentence, int line, String key) {

    private static final Pattern UNKNOWN_OPTIONS = Pattern.compile("Unknown parameters=\\[\\{(.*)}]");
    private static final Pattern UNSET = Pattern.compile("Property with key \\[([^]]+)] not found");
    private static final Pattern UNKNOWN_KEY = Pattern.compile("(?:Unsupported field|Unknown node id): (.+)");
    private static final Pattern NAMED_OPTION = Pattern.compile("(?:the option |: )(\\w+)(?: of |=)");
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|sasl|token).*");
    private static final String DUE_TO = " due to: ";

    static Reason of(Throwable failure) {
        Throwable reason = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Reason known = known(cause);
            if (known != null) {
                return known;
            }
            if (isWrapper(reason)) {
                reason = cause;
            }
        }
        String message = Objects.requireNonNullElse(reason.getMessage(), reason.toString());
        // What stands before is the whole URI.
        int beforeReason = reason instanceof ResolveEndpointFailedException ? message.lastIndexOf(DUE_TO) : -1;
        return sentence(beforeReason < 0 ? message : message.substring(beforeReason + DUE_TO.length()), null);
    }

    private static Reason known(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        Matcher unset = UNSET.matcher(message);
        if (unset.find()) {
            return sentence("the setting " + unset.group(1) + " is not set", null);
        }
        if (cause instanceof MarkedYamlEngineException yaml) {
            return yaml(yaml);
        }
        if (cause instanceof NoSuchEndpointException missing) {
            String scheme = scheme(missing.getUri());
            return sentence("there is no component " + scheme + "; correct the uri", null);
        }
        if (cause instanceof PropertyBindingException option) {
            return wrongValue(option);
        }
        Matcher unknown = UNKNOWN_OPTIONS.matcher(message);
        if (cause instanceof ResolveEndpointFailedException endpoint && unknown.find()) {
            String names = Arrays.stream(unknown.group(1).split(", "))
                    .map(option -> option.replaceFirst("=.*", ""))
                    .collect(Collectors.joining(", "));
            return sentence(
                    "%s has no option %s; docs/components.md lists its options"
                            .formatted(scheme(endpoint.getUri()), names),
                    names.replaceFirst(",.*", ""));
        }
        return null;
    }

    private static Reason yaml(MarkedYamlEngineException failure) {
        int line = failure.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
        Matcher unknown = UNKNOWN_KEY.matcher(failure.getProblem());
        return unknown.matches()
                ? new Reason("'" + unknown.group(1) + "' is unknown here; correct or remove it", line, unknown.group(1))
                : new Reason(oneLine(failure.getProblem()), line, null);
    }

    private static Reason wrongValue(PropertyBindingException failure) {
        String name = failure.getPropertyName();
        String value = SECRET.matcher(name).matches() ? "its value" : "'" + failure.getValue() + "'";
        Throwable why = failure.getCause();
        String mend = why instanceof TypeConversionException conversion
                ? "write " + kind(conversion.getToType())
                : why == null || why.getMessage() == null ? "correct it" : oneLine(why.getMessage());
        return new Reason("the option %s can't be %s; %s".formatted(name, value, mend), 0, name);
    }

    private static String kind(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "int", "long", "Integer", "Long" -> "a whole number";
            case "boolean", "Boolean" -> "true or false";
            case "Duration" -> "a duration such as 30s";
            default -> "a value of the type " + type.getSimpleName();
        };
    }

    private static String scheme(String uri) {
        return uri.replaceFirst(":.*", "");
    }

    private static Reason sentence(String message, String key) {
        String sentence = oneLine(message);
        Matcher named = NAMED_OPTION.matcher(sentence);
        return new Reason(sentence, 0, key == null && named.find() ? named.group(1) : key);
    }

    /** Whether the exception only says that another one happened. */
    private static boolean isWrapper(Throwable failure) {
        return failure.getCause() != null
                && (failure.getClass() == RuntimeException.class || failure instanceof RuntimeCamelException);
    }

    /** YAML's messages quote the line where they stopped and point into it with a caret below. */
    private static String oneLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("^"))
                .collect(Collectors.joining(" "));
    }
}
