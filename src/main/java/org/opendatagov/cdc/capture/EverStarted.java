package org.opendatagov.cdc.capture;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** For a service in which nobody can pause a connector. */
@DefaultBean
@Singleton
class EverStarted implements TargetStates {

    @Override
    public TargetState of(String connector) {
        return TargetState.STARTED;
    }
}
