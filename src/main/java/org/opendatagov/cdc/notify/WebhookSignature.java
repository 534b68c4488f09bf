package org.opendatagov.cdc.notify;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs notifications as Standard Webhooks 1.0 prescribes for symmetric secrets: {@code v1,} and the base64 HMAC-SHA256 of
 * {@code <id>.<timestamp>.<body>}, one signature a secret, separated by spaces.
 */
final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");
    private static final String SECRET_PREFIX = "whsec_";
    private static final int SHORTEST_SECRET = 24;

    private final List<SecretKeySpec> keys;

    private WebhookSignature(List<SecretKeySpec> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads secrets of the form {@code whsec_<base64 of 24 bytes or more>}, separated by spaces or commas.
     *
     * @param setting where they come from, for messages
     * @param secrets the secrets; several while one follows another, none when it is blank
     * @throws IllegalArgumentException when one can't be used; the message doesn't repeat it
     */
    static WebhookSignature ofSecrets(String setting, String secrets) {
        List<SecretKeySpec> keys = new ArrayList<>();
        for (String secret : SEPARATOR.split(secrets, -1)) {
            if (!secret.isEmpty()) {
                keys.add(new SecretKeySpec(decode(setting, secret), ALGORITHM));
            }
        }
        return new WebhookSignature(keys);
    }

    /** Whether there is no secret to sign with. */
    boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * The value of the header {@code webhook-signature}.
     *
     * @param timestamp seconds since 1970
     */
    String sign(String id, long timestamp, byte[] body) {
        byte[] start = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> "v1," + hmac(key, start, body)).collect(Collectors.joining(" "));
    }

    private static String hmac(SecretKeySpec key, byte[] start, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(start);
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java can't compute " + ALGORITHM, e);
        }
    }

    private static byte[] decode(String setting, String secret) {
        byte[] key;
        try {
            key = secret.startsWith(SECRET_PREFIX)
                    ? Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()))
                    : new byte[0];
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "%s holds a secret that can't be used: each must be whsec_ and the base64 of at least %d random bytes"
                            .formatted(setting, SHORTEST_SECRET));
        }
        return key;
    }
}
