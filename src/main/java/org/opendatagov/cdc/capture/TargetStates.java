package org.opendatagov.cdc.capture;

/** What operators want of the connectors, the same in every replica. A connector follows within about a second. */
public interface TargetStates {

    /** What is wanted of a connector now; {@link TargetState#STARTED} when nobody has said otherwise. Answers at once. */
    TargetState of(String connector);
}
