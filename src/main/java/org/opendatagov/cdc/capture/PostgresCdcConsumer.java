package org.opendatagov.cdc.capture;

import io.micrometer.core.instrument.Gauge;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jboss.logging.Logger;
import org.opendatagov.cdc.capture.engine.CaptureEngine;

/** Starts and ends a connector with its route. */
class PostgresCdcConsumer extends DefaultConsumer {

    private static final Logger LOG = Logger.getLogger(PostgresCdcConsumer.class);
    private static final Duration AT_THE_END = Duration.ofSeconds(10);

    private final PostgresCdcEndpoint endpoint;
    private Connector connector;
    private Gauge gap;
    private ExecutorService threads;
    private Future<?> running;

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
        SnapshotDesk snapshots = new SnapshotDesk(endpoint, life);
        connector = new Connector(
                endpoint.isPosted(),
                endpoint::connectConfig,
                life,
                new ConnectorControl(),
                endpoint.preflight(),
                snapshots,
                new OffsetDesk(endpoint),
                new LagDesk(endpoint),
                new CapturedPosition(endpoint),
                new RowDesk(endpoint, snapshots));
        threads = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newCachedThreadPool(this, "postgres-cdc-" + name);
        CaptureSupervisor supervisor = new CaptureSupervisor(this, connector, threads);
        PostgresCdcComponent component = endpoint.getComponent();
        component.connectors().add(connector);
        gap = Gauge.builder("cdc.stream.gap", life, now -> now.status().gap() == null ? 0 : 1)
                .description("1 while the connector stands at a gap in the stream, which a person has to decide about")
                .tag("connector", name)
                .register(component.metrics());
        running = threads.submit(component.threads().watched("postgres-cdc-" + name, supervisor));
    }

    @Override
    protected void doStop() throws Exception {
        if (connector != null) {
            // First, since another process may lead in a moment, whose status is then the one to show.
            endpoint.getComponent().connectors().remove(connector);
            if (gap != null) {
                endpoint.getComponent().metrics().remove(gap);
            }
            connector.control().end();
            CamelContext camel = endpoint.getCamelContext();
            // The pool is closed once the run has closed what it has opened. Until then the run may need a thread,
            // and an interrupt would cut it short. A process that ends closes all of it.
            awaitEnd(camel.isStopping() ? AT_THE_END : CaptureEngine.CLOSE_TIMEOUT.plus(AT_THE_END));
            if (threads != null) {
                camel.getExecutorServiceManager().shutdownGraceful(threads, AT_THE_END.toMillis());
            }
        }
        super.doStop();
    }

    private void awaitEnd(Duration patience) throws InterruptedException {
        if (running == null) {
            return;
        }
        try {
            running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warnf("Connector %s hasn't ended within %s", endpoint.options().connector(), patience);
        } catch (ExecutionException e) {
            // It has been logged, and makes the service not live.
            LOG.debug("The connector's thread had ended already", e);
        }
    }
}
