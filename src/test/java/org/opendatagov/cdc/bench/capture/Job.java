package org.opendatagov.cdc.bench.capture;

import java.util.OptionalInt;

/**
 * What a contender has to capture: the table of {@link Source}, from where a slot stands.
 *
 * @param name names connector, files and logs of this run
 * @param pollMillis {@code poll.interval.ms}, or empty to leave it as it comes
 */
record Job(String name, OptionalInt pollMillis) {

    /** The slot that the run reads. */
    String slot() {
        return name.replace('-', '_');
    }

    /** What stands before {@code .<schema>.<table>} in the topic's name. */
    String topicPrefix() {
        return "bench." + name;
    }

    String topic() {
        return topicPrefix() + "." + Source.TABLE;
    }
}
