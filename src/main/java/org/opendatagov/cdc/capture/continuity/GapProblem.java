package org.opendatagov.cdc.capture.continuity;

import org.opendatagov.cdc.capture.connector.CaptureProblem;

/** A gap in the stream. The connector doesn't continue until a person has decided what to do about it. */
public class GapProblem extends CaptureProblem {

    private static final long serialVersionUID = 1L;

    private final transient StreamGap gap;

    /**
     * @param wayBack what to do about it
     */
    public GapProblem(StreamGap gap, String wayBack) {
        super(gap.sentence() + "; " + wayBack);
        this.gap = gap;
    }

    public StreamGap gap() {
        return gap;
    }
}
