package org.opendatagov.cdc.capture;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/** Starts and ends a connector with its route. */
class PostgresCdcConsumer extends DefaultConsumer {

    private final PostgresCdcEndpoint endpoint;
    private Connector connector;
    private ExecutorService threads;

    PostgresCdcConsumer(PostgresCdcEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    public PostgresCdcEndpoint getEndpoint() {
        return endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        String name = endpoint.options().connector();
        ConnectorLife life = new ConnectorLife(name, Clock.systemUTC());
        connector = new Connector(
                endpoint.isPosted(),
                endpoint::connectConfig,
                life,
                new ConnectorControl(),
                endpoint.preflight(),
                new SnapshotDesk(endpoint, life),
                new OffsetDesk(endpoint),
                new LagDesk(endpoint),
                new CapturedPosition(endpoint),
                new RowDesk(endpoint));
        threads = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newCachedThreadPool(this, "postgres-cdc-" + name);
        CaptureSupervisor supervisor = new CaptureSupervisor(this, connector, threads);
        endpoint.getComponent().connectors().add(connector);
        threads.execute(supervisor);
    }

    @Override
    protected void doStop() throws Exception {
        if (connector != null) {
            // First, since another process may lead in a moment, whose status is then the one to show.
            endpoint.getComponent().connectors().remove(connector);
            connector.control().end();
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(threads);
        }
        super.doStop();
    }
}
