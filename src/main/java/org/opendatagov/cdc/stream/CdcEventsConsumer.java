package org.opendatagov.cdc.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultConsumer;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.retry.Causes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Camel side of a flow: starts and stops its polling thread and its worker with the route, and turns batches into
 * exchanges. A suspended flow leaves its group, so that another replica goes on with its partitions.
 */
final class CdcEventsConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(CdcEventsConsumer.class);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    /** What the commit and leaving the group may take after the grace. */
    private static final Duration CLOSING = Duration.ofSeconds(15);

    private final CdcEventsEndpoint endpoint;
    private final StreamSettings settings;
    private FlowReport report;
    private PollLoop loop;
    private ExecutorService worker;
    private ExecutorService poller;
    private Future<?> polling;

    CdcEventsConsumer(CdcEventsEndpoint endpoint, Processor processor, StreamSettings settings) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.settings = settings;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        report = new FlowReport(
                getRouteId(), settings.groupId(), endpoint.getComponent().flows(), Clock.systemUTC());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        begin();
    }

    @Override
    protected void doSuspend() throws Exception {
        end();
    }

    @Override
    protected void doResume() throws Exception {
        begin();
    }

    @Override
    protected void doStop() throws Exception {
        end();
        super.doStop();
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        endpoint.getComponent().flows().remove(getRouteId());
    }

    private void begin() {
        ExecutorServiceManager threads = getEndpoint().getCamelContext().getExecutorServiceManager();
        String name = "cdc-events:" + endpoint.getName();
        worker = threads.newSingleThreadExecutor(this, name + " worker");
        poller = threads.newSingleThreadExecutor(this, name + " poll");
        Flow flow = flow();
        loop = new PollLoop(flow);
        CdcEventsComponent component = endpoint.getComponent();
        component.flows().begin(getRouteId(), new Redelivery(flow), new FlowOffsets(settings), component.lag(settings));
        // Here and not in the thread: from the route's start on, health knows of the flow.
        report.starting();
        polling = poller.submit(component.threads().watched(name + " poll", loop));
    }

    private Flow flow() {
        CdcEventsComponent component = endpoint.getComponent();
        long shutdown = getEndpoint()
                .getCamelContext()
                .getShutdownStrategy()
                .getTimeUnit()
                .toMillis(getEndpoint().getCamelContext().getShutdownStrategy().getTimeout());
        return new Flow(
                getRouteId(),
                settings,
                new RecordDecoder(
                        settings.filter(),
                        settings.anyTable(),
                        component.payloads(),
                        component.truncates(getRouteId())::report),
                this::process,
                component.deadLetters(),
                new DelayMeter(getRouteId(), component.meters()),
                report,
                worker,
                Duration.ofMillis(Math.min(shutdown, STOP_GRACE.toMillis())),
                Clock.systemUTC());
    }

    private void end() throws InterruptedException {
        if (loop == null) {
            return;
        }
        endpoint.getComponent().flows().end(getRouteId());
        loop.stop();
        try {
            polling.get(STOP_GRACE.plus(CLOSING).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("{} could not leave its consumer group in time; Kafka will notice by itself", getRouteId());
        } catch (ExecutionException e) {
            LOG.warn("{} ended with an error: {}", getRouteId(), Causes.sentence(e));
        } finally {
            ExecutorServiceManager threads = getEndpoint().getCamelContext().getExecutorServiceManager();
            threads.shutdownNow(poller);
            threads.shutdownNow(worker);
            loop = null;
        }
    }

    private void process(List<CdcRecord> records) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            exchange.getIn().setBody(settings.oneByOne() ? records.get(0) : records);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            if (exchange.isRollbackOnly()) {
                throw new RollbackExchangeException("the route rolled the batch back", exchange);
            }
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
