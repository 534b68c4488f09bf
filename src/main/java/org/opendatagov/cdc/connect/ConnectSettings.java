package org.opendatagov.cdc.connect;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Where Kafka Connect's topics are, and what a posted connector may reach. */
@ConfigMapping(prefix = "cdc.connect")
public interface ConnectSettings {

    /** Kafka Connect's {@code config.storage.topic}: configurations and target states. */
    @WithDefault("connect-configs")
    String configsTopic();

    /** Kafka Connect's {@code offset.storage.topic}, for connectors that are posted. */
    @WithDefault("connect-offsets")
    String offsetsTopic();

    /** Kafka Connect's {@code status.storage.topic}. */
    @WithDefault("connect-status")
    String statusTopic();

    /**
     * The hosts whose databases a posted connector may capture, as {@code host} or {@code host:port}; {@code *} stands for any
     * characters. None by default besides the hosts of the configured sources.
     */
    Optional<List<String>> allowedHosts();

    /** What a posted configuration may refer to instead of naming a secret. */
    Secrets secrets();

    /** By references in Kafka Connect's syntax, {@code ${env:NAME}} and {@code ${file:/path:key}}. */
    interface Secrets {

        /** How the names of environment variables begin that may be referred to. */
        @WithDefault("CDC_SECRET_")
        List<String> envPrefixes();

        /** Folders whose property files may be referred to; none by default. */
        Optional<List<String>> folders();
    }
}
