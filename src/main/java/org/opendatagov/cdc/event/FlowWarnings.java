package org.opendatagov.cdc.event;

/**
 * What a flow leaves out or can't keep right, so that people should know of it although the flow goes on. The log has it once, the flow's status
 * as long as it holds.
 */
public interface FlowWarnings {

    /**
     * Warns. The same sentence about the same thing is only counted.
     *
     * @param flow the id of the flow's route
     * @param about what it is about, a table say; a later sentence about it takes the place of an earlier one
     * @param sentence what is wrong and how to fix it
     */
    void warn(String flow, String about, String sentence);
}
