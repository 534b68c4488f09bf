package org.opendatagov.cdc.notify;

import java.util.List;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.opendatagov.cdc.event.CdcRecord;

/** Stands where {@code cdc-events} stands in a route, and hands the route the batches that a test gives it. */
final class HandedBatches extends DefaultComponent {

    private Processor route;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        // What the real component reads isn't looked at here.
        parameters.clear();
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                route = processor;
                return new DefaultConsumer(this, processor);
            }
        };
    }

    /** Runs the route with one batch and returns how it ended. */
    Exchange hand(CdcRecord... batch) throws Exception {
        Exchange exchange = getCamelContext().getRoutes().get(0).getEndpoint().createExchange();
        exchange.getMessage().setBody(List.of(batch));
        route.process(exchange);
        return exchange;
    }
}
