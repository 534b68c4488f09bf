package org.opendatagov.cdc.capture;

import java.time.Duration;

/** For a service in which nobody pauses a connector. */
public final class AlwaysStarted implements TargetStates {

    @Override
    public boolean awaitKnown(Duration patience) {
        return true;
    }

    @Override
    public String obstacle() {
        return null;
    }

    @Override
    public TargetState of(String connector) {
        return TargetState.STARTED;
    }
}
