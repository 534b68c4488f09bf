package org.opendatagov.cdc.endtoend;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opendatagov.cdc.servers.HttpReceiver;
import org.opendatagov.cdc.servers.ServerProcess;
import org.opendatagov.cdc.servers.ServiceEnvironment;
import org.opendatagov.cdc.servers.SharedFixture;

/**
 * The world for tests that stop and kill servers and the service: before each test everything runs again. One workflow has
 * an endpoint, the other two have none.
 */
final class FaultyWorld extends World {

    static final String DECISIONS = "/decisions";

    final HttpReceiver receiver = new HttpReceiver();

    private FaultyWorld() throws Exception {
        super("faulty");
        try {
            receiver.start();
            startServers();
            startService(environment());
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    @Override
    ServiceEnvironment environment() {
        return Caller.users(super.environment())
                .notify("governance-decision", receiver.url(DECISIONS), SharedWorld.SECRET);
    }

    /** Starts what doesn't run and waits until the service is ready. */
    private void mend() {
        ServerProcess[] dead = Stream.of(postgres, kafka, redis, elasticsearch)
                .filter(server -> !server.isAlive())
                .toArray(ServerProcess[]::new);
        ServerProcess.startAll(dead);
        if (!service().isAlive()) {
            service().start();
        }
        service().awaitReady(Duration.ofMinutes(1));
    }

    @Override
    public void close() {
        try (receiver) {
            super.close();
        }
    }

    /** Gives a test class this world, mended before each test. */
    static final class Provider extends SharedFixture<FaultyWorld> implements BeforeEachCallback {
        Provider() {
            super(FaultyWorld.class, FaultyWorld::new);
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            get(context).mend();
        }
    }
}
