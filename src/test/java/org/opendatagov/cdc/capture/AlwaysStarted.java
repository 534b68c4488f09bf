package org.opendatagov.cdc.capture;

import java.time.Duration;
import org.opendatagov.cdc.topics.KafkaNeeds;

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
    public KafkaNeeds needs() {
        return KafkaNeeds.NONE;
    }

    @Override
    public TargetState of(String connector) {
        return TargetState.STARTED;
    }
}
