package org.opendatagov.cdc.event;

import java.nio.charset.StandardCharsets;

/**
 * The header {@code cdc.position}, with which a record names its {@link CdcEvent#position} where its {@code source.sequence}
 * can't: rows of a snapshot before the stream and the first transaction after it. Its value is the LSN in decimal digits.
 */
public final class CommitPosition {

    /** The header's name. */
    public static final String HEADER = "cdc.position";

    private CommitPosition() {}

    /** The header's value. */
    public static byte[] toHeader(long position) {
        return Long.toString(position).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads the header's value.
     *
     * @throws IllegalArgumentException when it is no LSN
     */
    static long parse(byte[] header) {
        String digits = new String(header, StandardCharsets.US_ASCII);
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("its header '" + HEADER + "' is no LSN", e);
        }
    }
}
