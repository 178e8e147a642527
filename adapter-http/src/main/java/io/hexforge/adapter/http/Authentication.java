package io.hexforge.adapter.http;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.ApiKeySecret;
import io.javalin.http.Context;

/// Finds out who asks, from the request's headers, and whether the route is open to them.
record Authentication(Credentials credentials) {
    void require(Route route, Context ctx, Exchange exchange) {
        switch (route.access()) {
            case Access.Public() -> {}
            case Access.Scoped(Scope scope) -> requireScope(scope, ctx, exchange);
            case Access.LocalOrScoped(Scope scope) -> {
                if (!exchange.fromThisMachine()) {
                    requireScope(scope, ctx, exchange);
                }
            }
            case Access.Person(boolean fresh) -> requirePerson(fresh, ctx, exchange);
        }
    }

    private void requireScope(Scope scope, Context ctx, Exchange exchange) {
        Actor actor = identify(ctx, exchange);
        if (!actor.may(scope)) {
            if (actor.sessionId() != null && credentials.limited().test(actor.sessionId())) {
                throw new Refused(Problem.secondFactorRequired());
            }
            String credential = actor.sessionId() == null ? "the API key" : "your role";
            throw new Refused(Problem.forbidden(credential + " lacks the scope " + scope.wireName()));
        }
    }

    private void requirePerson(boolean fresh, Context ctx, Exchange exchange) {
        Actor actor = identify(ctx, exchange);
        if (actor.sessionId() == null) {
            throw new Refused(Problem.of(
                    403, "session_required", "Not allowed", "this is for people who are logged in, not for API keys"));
        }
        if (fresh && !credentials.fresh().test(actor.sessionId())) {
            throw new Refused(Problem.reauthenticationRequired());
        }
    }

    private Actor identify(Context ctx, Exchange exchange) {
        ShownCredential shown = ShownCredential.of(ctx);
        if (shown == null) {
            throw new Refused(Problem.unauthorized("send an API key as \"Authorization: Bearer hf_...\""));
        }
        Actor actor = credentials.actors().apply(shown.text()).orElseThrow(() -> unknown(shown));
        if (shown.byBrowser()) {
            SessionCookies.requireOwnPage(ctx);
        }
        exchange.authenticated(actor);
        return actor;
    }

    private static Refused unknown(ShownCredential shown) {
        return new Refused(
                shown.text().startsWith(ApiKeySecret.PREFIX)
                        ? Problem.unauthorized("the API key is unknown, expired or revoked")
                        : Problem.invalidToken("the credential is no API key, and no access token that is valid now"));
    }
}
