package org.opendatagov.cdc.admin;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Bounds the calls a second that this process answers, so that callers can't take the time of capture and delivery. */
@ApplicationScoped
class RateLimit {

    /** Behind the audit, before whatever costs time. */
    private static final int SECOND = 950;

    private final int perSecond;
    private double permits;
    private long filled = System.nanoTime();

    RateLimit(AdminSettings settings) {
        this.perSecond = settings.callsPerSecond();
        this.permits = perSecond;
    }

    void register(@Observes Filters filters) {
        filters.register(this::follow, SECOND);
    }

    private void follow(RoutingContext context) {
        if (tryAcquire(System.nanoTime())) {
            context.next();
        } else {
            context.response().putHeader("Retry-After", "1");
            HttpErrors.send(
                    context,
                    429,
                    "More than " + perSecond + " calls a second; call less often, or raise cdc.admin.calls-per-second");
        }
    }

    /** A second's calls may come at once. */
    private synchronized boolean tryAcquire(long now) {
        permits = Math.min(perSecond, permits + (double) (now - filled) / 1e9 * perSecond);
        filled = now;
        if (permits < 1) {
            return false;
        }
        permits--;
        return true;
    }
}
