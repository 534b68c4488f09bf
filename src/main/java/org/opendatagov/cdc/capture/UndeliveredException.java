package org.opendatagov.cdc.capture;

/** Kafka hasn't taken an event. */
class UndeliveredException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String topic;

    /**
     * @param topic the event's topic, or null when it isn't known
     * @param cause what Kafka's producer says
     */
    UndeliveredException(String topic, Exception cause) {
        super(cause.getMessage(), cause);
        this.topic = topic;
    }

    String topic() {
        return topic;
    }
}
