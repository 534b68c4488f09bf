package org.opendatagov.cdc.admin;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import org.jboss.logging.Logger;

/** Logs every call that changes something, or was refused it: who, what, from where, and the answer's status. */
@ApplicationScoped
class Audit {

    private static final Logger LOG = Logger.getLogger(Audit.class);
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Before authentication, so that refusals are logged too. */
    private static final int FIRST = 1_000;

    void register(@Observes Filters filters) {
        filters.register(Audit::follow, FIRST);
    }

    private static void follow(RoutingContext context) {
        if (!READING.contains(context.request().method())) {
            context.addEndHandler(ended -> log(context));
        }
        context.next();
    }

    private static void log(RoutingContext context) {
        LOG.infof(
                "Audit: %s %s %s from %s: %d",
                who(context),
                context.request().method(),
                context.request().uri(),
                context.request().remoteAddress(),
                context.response().getStatusCode());
    }

    private static String who(RoutingContext context) {
        return context.user() instanceof QuarkusHttpUser user
                        && !user.getSecurityIdentity().isAnonymous()
                ? user.getSecurityIdentity().getPrincipal().getName()
                : "nobody";
    }
}
