package org.opendatagov.cdc.sink;

/**
 * How a sink holds a row.
 *
 * @param state compared with what it should hold
 * @param position the place in the commit order of the last write, or {@link #UNKNOWN}
 */
public record HeldRow(State state, long position) {

    /** The sink doesn't tell: it holds nothing of the row, or something that others have written. */
    public static final long UNKNOWN = -1;

    /** How what is held compares. */
    public enum State {
        /** As it should, be it that there should be nothing. */
        SAME,
        /** It holds nothing, and should. */
        ABSENT,
        /** It holds something else. */
        DIFFERENT,
        /** It holds something, and should hold nothing. */
        EXTRA
    }
}
