package org.opendatagov.cdc.admin;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Bounds what a call may send, and how long that may take: one that says that it is too large is refused at once, and one that
 * hasn't arrived in time is answered 408, unless it has its answer already, and its connection closed. Bodies arrive on the event loop,
 * so no thread waits for them; what comes after a refusal is thrown away.
 */
@ApplicationScoped
class RequestBounds {

    /** Before whatever reads or refuses a call. */
    private static final int FIRST = 1_100;

    /** Behind the audit, before whatever costs time. */
    private static final int THIRD = 940;

    private final Duration patience;
    private final long largest;

    RequestBounds(
            AdminSettings settings, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest) {
        this.patience = settings.requestTimeout();
        this.largest = largest.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::boundTime, FIRST);
        filters.register(this::boundSize, THIRD);
    }

    private void boundTime(RoutingContext context) {
        long timer = context.vertx().setTimer(patience.toMillis(), id -> {
            if (!context.request().isEnded()) {
                end(context);
            }
        });
        context.addEndHandler(answered -> {
            // The body of one that was refused may still be on its way.
            if (context.request().isEnded()) {
                context.vertx().cancelTimer(timer);
            }
        });
        context.next();
    }

    private void end(RoutingContext context) {
        context.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        HttpErrors.send(
                        context,
                        408,
                        "The call hasn't arrived within " + patience.toMillis()
                                + " ms (cdc.admin.request-timeout); send its body at once")
                .whenComplete((done, failure) -> context.request().connection().close());
    }

    private void boundSize(RoutingContext context) {
        if (declaredLength(context) > largest) {
            HttpErrors.send(context, 413, HttpErrors.TOO_LARGE);
        } else {
            context.next();
        }
    }

    private static long declaredLength(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        // Whatever isn't a number has been refused before this.
        return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
    }
}
