package org.opendatagov.cdc.admin;

import io.quarkus.vertx.http.runtime.security.BasicAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** HTTP basic authentication whose refusals say what to do. */
@Singleton
class BasicLogin extends BasicAuthenticationMechanism {

    private final Users users;

    BasicLogin(Users users) {
        super("OpenDataGov CDC", false);
        this.users = users;
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        if (users.isEmpty()) {
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
                            context, 401, "Send the name and password of a user that cdc.admin.users configures"))
                    .replaceWith(true);
        });
    }
}
