package org.opendatagov.cdc.capture;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;
import java.time.Duration;

/** For a service in which nobody can pause a connector. */
@DefaultBean
@Singleton
class EverStarted implements TargetStates {

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
