package org.opendatagov.cdc.sink;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Why Redis, or the way to it, refused something, and the mend where a person has to do one. */
final class RedisRefusal {

    /** Several nodes that can't be reached are told in lines of their own, each behind the exception's class. */
    private static final Pattern CLASS_NAME = Pattern.compile("(?:- )?\\b[a-z][\\w.]*\\.[A-Z]\\w*: ");

    private RedisRefusal() {}

    /** One sentence of what was said. */
    static String sentence(String cause) {
        String said = CLASS_NAME.matcher(cause).replaceAll("");
        if (has(said, "WRONGPASS", "NOAUTH")) {
            return said + "; correct the user and the password in quarkus.redis.hosts, or in quarkus.redis.password";
        }
        if (isForbidden(said)) {
            return said + "; give the user of quarkus.redis.hosts the keys of the option key and their fences,"
                    + " and +eval +evalsha +get +set +del +pttl +hset +pexpire +wait";
        }
        if (Certificates.wereRefused(said)) {
            return said
                    + "; trust the authority that signed it, by quarkus.redis.tls.* or quarkus.redis.tls-configuration-name";
        }
        return said;
    }

    /** Whether the user is known, but may not do what was asked. */
    static boolean isForbidden(String said) {
        return has(said, "NOPERM", "can't run this command", "ACL failure");
    }

    private static boolean has(String said, String... parts) {
        return Stream.of(parts).anyMatch(said::contains);
    }
}
