package org.opendatagov.cdc.notify;

import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.opendatagov.cdc.event.CdcEvent;
import org.opendatagov.cdc.event.CdcRecord;
import org.opendatagov.cdc.event.EventCondition;
import org.opendatagov.cdc.options.ExactOptions;

/** Stands where {@code cdc-events} stands in a route that takes records one by one, and hands it what a test gives. */
final class HandedRecords extends DefaultComponent {

    private Predicate<CdcEvent> condition;
    private Processor route;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        ExactOptions.decode(getCamelContext(), parameters);
        condition = EventCondition.of(getCamelContext(), (String) parameters.get("condition"));
        // What else the real component reads isn't looked at here.
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

    /** Runs the route with each record that meets its condition, up to the first that fails, and returns why that failed. */
    Exception hand(CdcRecord... records) throws Exception {
        for (CdcRecord record : records) {
            if (condition.test(record.event())) {
                Exception failure = handBody(record);
                if (failure != null) {
                    return failure;
                }
            }
        }
        return null;
    }

    /** Runs the route with a body of any kind, and returns why that failed. */
    Exception handBody(Object body) throws Exception {
        Exchange exchange = getCamelContext().getRoutes().get(0).getEndpoint().createExchange();
        exchange.getMessage().setBody(body);
        route.process(exchange);
        return exchange.getException();
    }
}
