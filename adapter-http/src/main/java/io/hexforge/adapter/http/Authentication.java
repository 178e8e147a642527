package io.hexforge.adapter.http;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds out who asks, from the request's headers, and whether the route is open to them.
///
/// @param actors who shows a given credential, if it is valid
record Authentication(Function<String, Optional<Actor>> actors) {
    private static final String BEARER = "Bearer ";

    void require(Route route, Context ctx, Exchange exchange) {
        switch (route.access()) {
            case Access.Public() -> {}
            case Access.Scoped(Scope scope) -> requireScope(scope, ctx, exchange);
            case Access.LocalOrScoped(Scope scope) -> {
                if (!exchange.fromThisMachine()) {
                    requireScope(scope, ctx, exchange);
                }
            }
        }
    }

    private void requireScope(Scope scope, Context ctx, Exchange exchange) {
        String credential = credential(ctx);
        if (credential == null) {
            throw new Refused(Problem.unauthorized("send an API key as \"Authorization: Bearer hf_...\""));
        }
        Actor actor = actors.apply(credential)
                .orElseThrow(() -> new Refused(Problem.unauthorized("the API key is unknown, expired or revoked")));
        exchange.authenticated(actor);
        if (!actor.may(scope)) {
            throw new Refused(Problem.forbidden("the API key lacks the scope " + scope.wireName()));
        }
    }

    private static @Nullable String credential(Context ctx) {
        String authorization = ctx.header("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).strip();
        }
        return ErrorShape.of(ctx.path()) == ErrorShape.ANTHROPIC ? ctx.header("x-api-key") : null;
    }
}
