package org.opendatagov.cdc.topics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What all topics that the service makes have in common. */
@ConfigMapping(prefix = "cdc.topics")
public interface TopicSettings {

    /** Replicas of each partition; -1 takes the broker's default. */
    @WithDefault("-1")
    short replicationFactor();

    /** How long CDC topics keep an event. */
    @WithDefault("P365D")
    Duration retention();

    /** The largest event that CDC topics take, in bytes, before compression as well as after it. */
    @WithDefault("16777216")
    int maxMessageBytes();
}
