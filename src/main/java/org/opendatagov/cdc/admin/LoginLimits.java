package org.opendatagov.cdc.admin;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits failed logins: an address from which too many have come within a minute is refused for the rest of it, whatever
 * password it sends.
 */
@ApplicationScoped
class LoginLimits {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** Of that many addresses the failures are known; who has failed longest ago is forgotten first. */
    private static final int ADDRESSES = 10_000;

    /** Behind the audit, before authentication. */
    private static final int SECOND = 900;

    private final Clock clock = Clock.systemUTC();
    private final int allowed;
    private final Map<String, Failures> failures = new LinkedHashMap<>();

    /** How often it has failed since when. */
    private record Failures(int count, Instant since) {}

    LoginLimits(AdminSettings settings) {
        this.allowed = settings.failedLogins();
    }

    void register(@Observes Filters filters) {
        filters.register(this::follow, SECOND);
    }

    private void follow(RoutingContext context) {
        if (!context.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
            context.next();
            return;
        }
        String address = context.request().remoteAddress().hostAddress();
        if (isBlocked(address)) {
            context.response().putHeader("Retry-After", Long.toString(WINDOW.toSeconds()));
            HttpErrors.send(context, 429, "Too many failed logins from this address; try again in a minute");
            return;
        }
        context.addEndHandler(ended -> {
            if (context.response().getStatusCode() == 401) {
                fail(address);
            }
        });
        context.next();
    }

    private synchronized boolean isBlocked(String address) {
        Failures known = failures.get(address);
        return known != null
                && known.count() >= allowed
                && clock.instant().isBefore(known.since().plus(WINDOW));
    }

    private synchronized void fail(String address) {
        Instant now = clock.instant();
        Failures known = failures.remove(address);
        boolean fresh = known == null || !now.isBefore(known.since().plus(WINDOW));
        failures.put(address, fresh ? new Failures(1, now) : new Failures(known.count() + 1, known.since()));
        if (failures.size() > ADDRESSES) {
            failures.remove(failures.keySet().iterator().next());
        }
    }
}
