package org.opendatagov.cdc.admin;

import io.quarkus.vertx.http.runtime.security.BasicAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** HTTP basic authentication whose refusals say what to do. */
@Singleton
class BasicLogin extends BasicAuthenticationMechanism {

    private final Users users;
    private final boolean tokens;

    BasicLogin(
            Users users, @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "false") boolean tokens) {
        super("OpenDataGov CDC", false);
        this.users = users;
        this.tokens = tokens;
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        if (users.isEmpty() && !tokens) {
            return Uni.createFrom()
                    .completionStage(HttpErrors.send(
                            context,
                            403,
                            "No users are configured, so nobody may call this; set CDC_ADMIN_USERS_<NAME>_PASSWORD_HASH"
                                    + " to a bcrypt hash and CDC_ADMIN_USERS_<NAME>_ROLES to viewer or operator"))
                    .replaceWith(true);
        }
        return getChallenge(context).flatMap(challenge -> {
            challenge.getHeaders().forEach((name, value) -> context.response().putHeader(name, value));
            return Uni.createFrom()
                    .completionStage(HttpErrors.send(
                            context,
                            401,
                            "Send the name and password of a user that cdc.admin.users configures"
                                    + (tokens ? ", or a bearer token" : "")))
                    .replaceWith(true);
        });
    }
}
