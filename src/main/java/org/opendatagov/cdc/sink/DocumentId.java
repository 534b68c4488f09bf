package org.opendatagov.cdc.sink;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The id of a row's document. */
final class DocumentId {

    /** Elasticsearch's limit, in bytes of UTF-8. */
    private static final int LIMIT = 512;

    private DocumentId() {}

    /** The key as it is, or its SHA-256 in lower-case hex when Elasticsearch can't take it as an id: too long, or empty. */
    static String of(String key) {
        // A char is at most 3 bytes of UTF-8.
        if (!key.isEmpty() && key.length() <= LIMIT / 3) {
            return key;
        }
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && bytes.length <= LIMIT) {
            return key;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without SHA-256", e);
        }
    }
}
