package org.opendatagov.cdc.capture;

import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/** Starts and ends a connector with its route. */
class PostgresCdcConsumer extends DefaultConsumer {

    private final PostgresCdcEndpoint endpoint;
    private ConnectorLife life;
    private CountDownLatch stop;
    private ExecutorService threads;

    PostgresCdcConsumer(PostgresCdcEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        PostgresCdcComponent component = endpoint.getComponent();
        CaptureOptions options = endpoint.options();
        SourceDatabase database = endpoint.database();
        CaptureTopics topics = component.topics(options.topicPrefix(), endpoint.partitions());
        life = new ConnectorLife(options.connector(), Clock.systemUTC());
        component.connectors().add(life);
        threads = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newCachedThreadPool(this, "postgres-cdc-" + options.connector());
        stop = new CountDownLatch(1);
        threads.execute(new CaptureSupervisor(
                options,
                database,
                () -> EngineSettings.of(endpoint.getConfiguration(), options, database, component.kafka()),
                topics,
                () -> new RouteBatches(
                        this, stop, topics, life, new CaptureMetrics(component.metrics(), options.connector())),
                life,
                threads,
                stop));
    }

    @Override
    protected void doStop() throws Exception {
        if (stop != null) {
            stop.countDown();
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(threads);
            endpoint.getComponent().connectors().remove(life);
        }
        super.doStop();
    }
}
