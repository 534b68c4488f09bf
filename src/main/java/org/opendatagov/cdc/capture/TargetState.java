package org.opendatagov.cdc.capture;

/** What an operator wants of a connector, by Kafka Connect's names. */
public enum TargetState {
    /** It captures, or stands by. */
    STARTED,
    /** It doesn't capture until it is resumed. */
    PAUSED,
    /** As paused, and its offsets may be changed meanwhile. */
    STOPPED
}
