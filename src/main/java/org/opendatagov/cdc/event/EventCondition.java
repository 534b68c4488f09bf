package org.opendatagov.cdc.event;

import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

/**
 * A condition on events as routes write it, in Camel's Simple language: {@code ${body.newRow[status]} == 'failed'}, where the body
 * is the {@link CdcEvent}.
 */
public final class EventCondition implements Predicate<CdcEvent> {

    private final CamelContext context;
    private final org.apache.camel.Predicate predicate;

    private EventCondition(CamelContext context, org.apache.camel.Predicate predicate) {
        this.context = context;
        this.predicate = predicate;
    }

    /**
     * Reads a condition.
     *
     * @param text the condition; null or blank for one that every event meets
     * @throws RuntimeException when it can't be read
     */
    public static Predicate<CdcEvent> of(CamelContext context, String text) {
        if (text == null || text.isBlank()) {
            return event -> true;
        }
        org.apache.camel.Predicate predicate = context.resolveLanguage("simple").createPredicate(text);
        predicate.init(context);
        return new EventCondition(context, predicate);
    }

    /**
     * Whether an event meets the condition.
     *
     * @throws RuntimeException when that can't be said of this event
     */
    @Override
    public boolean test(CdcEvent event) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(event);
        return predicate.matches(exchange);
    }
}
