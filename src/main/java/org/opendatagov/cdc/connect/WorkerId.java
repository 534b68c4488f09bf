package org.opendatagov.cdc.connect;

import io.debezium.connector.postgresql.Module;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** This process, as Kafka Connect names a worker: the host and port at which it answers. */
@Singleton
public class WorkerId {

    private final String id;

    WorkerId(@ConfigProperty(name = "quarkus.http.port") int port) {
        this.id = host() + ":" + port;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
    }

    /** The version of Debezium's connector, which stands beside each status. */
    public static String connectorVersion() {
        return Module.version();
    }

    @Override
    public String toString() {
        return id;
    }
}
