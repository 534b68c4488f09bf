package org.opendatagov.cdc.connect;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/** Which databases a posted connector may reach: whoever may post one is not to look around in the network by it. */
@Singleton
class AllowedHosts {

    private static final Pattern SOURCE_HOST = Pattern.compile("cdc\\.([^.]+)\\.host");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:\\[\\]-]+");

    private final List<String> allowed;

    AllowedHosts(ConnectSettings settings, Config config) {
        List<String> hosts = new ArrayList<>(settings.allowedHosts().orElse(List.of()));
        for (String name : config.getPropertyNames()) {
            if (SOURCE_HOST.matcher(name).matches()) {
                String source = name.substring(0, name.lastIndexOf('.'));
                config.getOptionalValue(name, String.class)
                        .ifPresent(host -> hosts.add(host + ":"
                                + config.getOptionalValue(source + ".port", String.class)
                                        .orElse("5432")));
            }
        }
        this.allowed = List.copyOf(hosts);
    }

    /** Why a host may not be reached, one sentence, or null when it may. */
    String objection(String host, String port) {
        if (!HOST.matcher(host).matches()) {
            return "has to be the name or address of one host";
        }
        for (String each : allowed) {
            if (matches(each, host) || matches(each, host + ":" + port)) {
                return null;
            }
        }
        return "isn't among the hosts that a posted connector may reach; add it to cdc.connect.allowed-hosts"
                + " (CDC_CONNECT_ALLOWED_HOSTS)";
    }

    private static boolean matches(String pattern, String host) {
        String regex = ("\\Q" + pattern.strip().toLowerCase(Locale.ROOT) + "\\E").replace("*", "\\E.*\\Q");
        return host.toLowerCase(Locale.ROOT).matches(regex);
    }
}
