package org.opendatagov.cdc.admin;

import io.quarkus.security.ForbiddenException;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers what never reaches a call, a wrong path for example, as Kafka Connect words errors. */
@ApplicationScoped
class HttpErrors {

    static final String TOO_LARGE =
            "The body is larger than quarkus.http.limits.max-body-size allows; nothing was done";

    private static final Map<Integer, String> SENTENCES = Map.of(
            400, "HTTP 400 Bad Request",
            404, "HTTP 404 Not Found",
            405, "HTTP 405 Method Not Allowed",
            406, "HTTP 406 Not Acceptable",
            413, TOO_LARGE,
            415, "HTTP 415 Unsupported Media Type",
            500, "the call failed; the service's log says why");

    void answer(@Observes Router router) {
        SENTENCES.forEach(
                (status, sentence) -> router.errorHandler(status, context -> send(context, status, sentence)));
        router.route().order(Integer.MIN_VALUE).failureHandler(HttpErrors::failed);
    }

    private static void failed(RoutingContext context) {
        if (context.failure() instanceof ForbiddenException) {
            send(context, 403, forbidden(context));
        } else if (context.failure() == null && SENTENCES.containsKey(context.statusCode())) {
            send(context, context.statusCode(), SENTENCES.get(context.statusCode()));
        } else {
            context.next();
        }
    }

    private static String forbidden(RoutingContext context) {
        String who = context.user() instanceof QuarkusHttpUser user
                ? user.getSecurityIdentity().getPrincipal().getName()
                : "This user";
        return who + " may not do this; reading needs the role viewer, changing the role operator";
    }

    /** Ends a call with an error, unless it has been answered already. */
    static CompletionStage<Void> send(RoutingContext context, int status, String sentence) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return CompletableFuture.completedFuture(null);
        }
        return response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Answer.error(status, sentence).body().toString())
                .toCompletionStage();
    }
}
