package org.opendatagov.cdc.admin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Who may call the admin surface. */
@ConfigMapping(prefix = "cdc.admin")
public interface AdminSettings {

    /** How many calls a second this process answers. */
    @WithDefault("200")
    int callsPerSecond();

    /** How many failed logins a minute an address has before it is refused for the rest of the minute. */
    @WithDefault("10")
    int failedLogins();

    /** How long a call may take to arrive, its body included, before it is ended. */
    @WithDefault("PT30S")
    Duration requestTimeout();

    /** By their names; none by default, and then nobody may call anything. */
    Map<String, User> users();

    /** Somebody who may call. */
    interface User {

        /** The password's bcrypt hash. */
        String passwordHash();

        /** {@code viewer} may read, {@code operator} may read and change. */
        @WithDefault("viewer")
        Set<String> roles();
    }
}
