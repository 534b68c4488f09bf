package org.opendatagov.cdc.event;

import java.nio.charset.StandardCharsets;

/**
 * The header {@code cdc.position}, with which a record names its {@link CdcEvent#position} where its {@code source.sequence}
 * can't: rows of a snapshot before the stream and the first transaction after it. Its value is the LSN in decimal digits.
 */
public final class CommitPosition {

    /** The header's name. */
    public static final String HEADER = "cdc.position";

    /**
     * No position is as high: positions of another server are lifted by multiples of 2^55, 254 times at most, and no LSN comes near
     * 2^55, which is 32 PiB of WAL.
     */
    private static final long LIMIT = 255L << 55;

    private CommitPosition() {}

    /** Whether a record may be at that place. A sink that took an impossible one would refuse all that comes later. */
    static boolean isPossible(long position) {
        return position >= 0 && position < LIMIT;
    }

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
            long position = Long.parseLong(digits);
            if (isPossible(position)) {
                return position;
            }
        } catch (NumberFormatException e) {
            // falls through to the one sentence below
        }
        throw new IllegalArgumentException("its header '" + HEADER + "' is no LSN");
    }
}
