package org.opendatagov.cdc.connect;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opendatagov.cdc.capture.connector.CaptureOptions;

/**
 * Debezium's options whose names contain a table, a number, an algorithm or a salt, so that its definition of options doesn't list them:
 * {@code column.mask.with.12.chars}, {@code column.truncate.to.20.chars}, {@code column.mask.hash.SHA-256.with.salt.x} (also {@code
 * hash.v2}), and {@code snapshot.select.statement.overrides.<table>}. Debezium ignores one that it can't read; here it is refused.
 */
final class NamedOptions {

    private static final String OVERRIDES = "snapshot.select.statement.overrides";
    private static final Pattern LENGTH =
            Pattern.compile("column\\.(?:mask\\.with|truncate\\.to)\\.(?<length>[^.]*)\\.chars");
    private static final Pattern HASH =
            Pattern.compile("column\\.mask\\.hash\\.(?:v2\\.)?(?<algorithm>[^.]+)\\.with\\.salt\\.(?<salt>.+)");
    private static final Pattern DEFINED_BY_PATTERN = Pattern.compile(".*[(\\[].*");

    private NamedOptions() {}

    /** Whether an option is one of these; whether it is right is another question. */
    static boolean isOne(String name) {
        return LENGTH.matcher(name).matches() || HASH.matcher(name).matches() || name.startsWith(OVERRIDES + ".");
    }

    /** Whether a name that Debezium lists is only the pattern of such options, and no option itself. */
    static boolean isPattern(String name) {
        return DEFINED_BY_PATTERN.matcher(name).matches();
    }

    /**
     * Looks for those that Debezium would ignore, or fail at.
     *
     * @return objections by option, each a sentence without its subject
     */
    static Map<String, String> objections(Map<String, String> config) {
        Map<String, String> objections = new LinkedHashMap<>();
        Set<String> listed = list(config.get(OVERRIDES));
        config.forEach((name, value) -> {
            String objection = objection(name, value, listed);
            if (objection != null) {
                objections.put(name, objection);
            }
        });
        for (String table : listed) {
            String option = OVERRIDES + "." + table;
            if (!config.containsKey(option)) {
                objections.put(option, "has to hold a SELECT statement, since " + OVERRIDES + " lists " + table);
            }
        }
        return objections;
    }

    private static String objection(String name, String value, Set<String> listed) {
        if (name.startsWith(OVERRIDES + ".")) {
            String table = name.substring(OVERRIDES.length() + 1);
            return listed.contains(table) ? null : "has no effect unless " + OVERRIDES + " lists " + table;
        }
        Matcher length = LENGTH.matcher(name);
        if (length.matches() && !length.group("length").matches("\\d{1,9}")) {
            return "has to contain a number of characters, such as 12";
        }
        Matcher hash = HASH.matcher(name);
        if (hash.matches() && !exists(hash.group("algorithm"))) {
            return "names a hash algorithm that Java doesn't have; SHA-256 is one that it has";
        }
        return isOne(name) && !areExpressions(value)
                ? "has to be a list of regular expressions for columns such as public\\.customers\\.email"
                : null;
    }

    private static boolean exists(String algorithm) {
        try {
            MessageDigest.getInstance(algorithm);
            return true;
        } catch (NoSuchAlgorithmException e) {
            return false;
        }
    }

    private static boolean areExpressions(String value) {
        if (value == null || value.isBlank()) {
            return false;
        }
        try {
            CaptureOptions.list(value).forEach(Pattern::compile);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Set<String> list(String value) {
        return value == null
                ? Set.of()
                : Stream.of(value.split(",", -1))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .collect(Collectors.toSet());
    }
}
