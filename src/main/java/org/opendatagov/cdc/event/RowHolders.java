package org.opendatagov.cdc.event;

/** Which flows deliver rows to a sink that keeps them. */
public interface RowHolders {

    /**
     * Whether a flow does.
     *
     * @param flow the id of its route
     */
    boolean holdsRows(String flow);
}
