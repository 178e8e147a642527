package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.ports.driving.identity.SigningKeys;
import io.javalin.http.Context;
import java.util.List;

/// `GET /.well-known/jwks.json`: the public keys by which others can check access tokens (RFC 7517).
public record KeySetRoutes(SigningKeys keys) implements Routes.Group {
    /// Much shorter than a key is announced before it signs.
    private static final String CACHED = "public, max-age=300";

    record KeySetBody(List<JsonObject> keys) {}

    @Override
    public void addTo(Routes routes) {
        routes.get("/.well-known/jwks.json", Access.everybody(), Metering.never(), this::show);
    }

    private void show(Context ctx) {
        ctx.res().setHeader("Cache-Control", CACHED);
        Answers.send(ctx, Answers.json(200, new KeySetBody(keys.published())));
    }
}
