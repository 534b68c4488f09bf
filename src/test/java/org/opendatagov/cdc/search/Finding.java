package org.opendatagov.cdc.search;

/**
 * Something that is wrong after a round.
 *
 * @param what what is wrong, with the row
 */
record Finding(Kind kind, String what) {

    /** A round is cut down as long as it has a finding of the same kind. */
    enum Kind {
        /** A committed change is in no event, or a row in no sink. */
        LOST,
        /** An event that is no change, comes twice or out of order, or has other values than the row had. */
        ALTERED,
        /** A sink differs from what the topic says. */
        SINK,
        /** The service didn't come to rest. */
        STUCK,
        /** A call was answered with an error of the service itself, or a flow gave up a record. */
        REFUSED
    }

    @Override
    public String toString() {
        return kind + ": " + (what.length() > 1_500 ? what.substring(0, 1_500) + "…" : what);
    }
}
