package org.opendatagov.cdc.connect;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.types.Password;

/** Which options of a connector hold secrets, and how they are shown. */
public final class SecretOptions {

    /** What stands in the place of a secret; a configuration that is put back with it keeps the secret. */
    public static final String HIDDEN = Password.HIDDEN;

    private static final Pattern NAMES = Pattern.compile(
            ".*(password|passphrase|secret|token|credential|api.?key|jaas|private.?key).*", Pattern.CASE_INSENSITIVE);

    private SecretOptions() {}

    /** Whether what an option of this name holds is to be hidden. */
    public static boolean isSecret(String option) {
        return NAMES.matcher(option).matches();
    }

    /** A configuration as it may be shown; references to secrets stay, since they are none. */
    public static Map<String, String> hidden(Map<String, String> config) {
        Map<String, String> shown = new TreeMap<>(config);
        shown.replaceAll((name, value) ->
                isSecret(name) && value != null && !SecretReferences.isOnlyReference(value) ? HIDDEN : value);
        return shown;
    }

    /** A configuration that somebody has read, changed and sent back: secrets that were hidden are as they were before. */
    public static Map<String, String> restored(Map<String, String> config, Map<String, String> before) {
        Map<String, String> restored = new TreeMap<>(config);
        restored.replaceAll((name, value) ->
                isSecret(name) && HIDDEN.equals(value) && before.containsKey(name) ? before.get(name) : value);
        return restored;
    }
}
