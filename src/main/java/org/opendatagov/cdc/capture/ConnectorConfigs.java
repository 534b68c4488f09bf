package org.opendatagov.cdc.capture;

import java.util.Map;

/** Configurations of connectors that don't stand in a route but have been posted, in Debezium's own names. */
public interface ConnectorConfigs {

    /**
     * A posted configuration, with the secrets that it refers to.
     *
     * @throws IllegalArgumentException when there is none of that name, or a secret isn't to be had; the message has no secret
     */
    Map<String, String> resolved(String connector);
}
