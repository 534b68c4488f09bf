package org.opendatagov.cdc.capture;

import java.time.Duration;
import org.opendatagov.cdc.topics.KafkaNeeds;

/** What operators want of the connectors, the same in every replica. A connector follows within about a second. */
public interface TargetStates {

    /**
     * Waits until it is known what operators want, which a connector has to know before it starts.
     *
     * @param patience how long to wait
     * @return whether it is known; once it is, it stays so
     */
    boolean awaitKnown(Duration patience) throws InterruptedException;

    /** What is in the way of knowing, one sentence, or null when nothing has been found to be. */
    String obstacle();

    /** What it needs of Kafka, to know it and to tell others of the connectors. */
    KafkaNeeds needs();

    /** What is wanted of a connector now; {@link TargetState#STARTED} when nobody has said otherwise. Answers at once. */
    TargetState of(String connector);
}
