package org.opendatagov.cdc.admin;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Those who may call, and whether a password is theirs. */
@Singleton
class Users {

    private static final Set<String> ROLES = Set.of("viewer", "operator");
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53}");

    /** Of a password that nobody knows: an unknown name shall take as long as a wrong password. */
    private static final String NOBODYS = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

    private static final String MAC = "HmacSHA256";

    private final Map<String, AdminSettings.User> users;
    private final SecretKeySpec key;

    /** What each user last logged in with, so that bcrypt, slow as it has to be, isn't asked at every call. */
    private final Map<String, byte[]> seen = new ConcurrentHashMap<>();

    Users(AdminSettings settings) {
        users = settings.users();
        users.forEach(Users::check);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, MAC);
    }

    private static void check(String name, AdminSettings.User user) {
        if (!BCRYPT.matcher(user.passwordHash()).matches()) {
            throw new ConfigurationException("cdc.admin.users." + name
                    + ".password-hash isn't a bcrypt hash ($2a$, $2b$ or $2y$, a cost of 4 to 16); make one with"
                    + " htpasswd -nBC 10 " + name);
        }
        if (!ROLES.containsAll(user.roles())) {
            throw new ConfigurationException("cdc.admin.users." + name + ".roles is " + String.join(",", user.roles())
                    + "; there are viewer and operator");
        }
    }

    /** At the start, so that a mistake in the settings stops it rather than the first call. */
    void checkAtStart(@Observes StartupEvent event) {}

    boolean isEmpty() {
        return users.isEmpty();
    }

    /** The roles of a user. */
    Set<String> roles(String name) {
        return users.get(name).roles();
    }

    /** Whether there is such a user with this password. Takes its time. */
    boolean isPassword(String name, char[] password) {
        AdminSettings.User user = users.get(name);
        byte[] mac = mac(name, password);
        if (user != null && MessageDigest.isEqual(mac, seen.get(name))) {
            return true;
        }
        String hash = user == null ? NOBODYS : user.passwordHash();
        // The three are the same algorithm under three names; the library knows the first.
        boolean right = BcryptUtil.matches(new String(password), "$2a" + hash.substring(3)) && user != null;
        if (right) {
            seen.put(name, mac);
        }
        return right;
    }

    private byte[] mac(String name, char[] password) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(new String(password).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + MAC, e);
        }
    }
}
