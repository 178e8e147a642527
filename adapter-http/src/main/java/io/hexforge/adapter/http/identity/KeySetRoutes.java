package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Scope;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.identity.RotateSigningKey;
import io.hexforge.ports.driving.identity.RotateSigningKey.Outcome;
import io.hexforge.ports.driving.identity.SigningKeys;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /.well-known/jwks.json`: the public keys by which others can check access tokens (RFC 7517); and
/// `POST /v1/admin/signing-keys/rotate`.
public record KeySetRoutes(SigningKeys keys, RotateSigningKey rotateSigningKey, Idempotency idempotency)
        implements Routes.Group {
    /// Much shorter than a key is announced before it signs.
    private static final String CACHED = "public, max-age=300";

    record KeySetBody(List<JsonObject> keys) {}

    record RotateBody(@Nullable Boolean atOnce) {}

    record RotatedBody(String kid, Instant signsFrom) {}

    @Override
    public void addTo(Routes routes) {
        routes.get("/.well-known/jwks.json", Access.everybody(), Metering.never(), this::show)
                .post("/v1/admin/signing-keys/rotate", Access.scope(Scope.ALL), this::rotate);
    }

    private void show(Context ctx) {
        ctx.res().setHeader("Cache-Control", CACHED);
        Answers.send(ctx, Answers.json(200, new KeySetBody(keys.published())));
    }

    private void rotate(Context ctx) {
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            boolean atOnce = body.length > 0
                    && Boolean.TRUE.equals(Body.of(ctx, body, RotateBody.class).atOnce());
            return rotated(rotateSigningKey.rotate(
                    Exchange.actor(ctx), atOnce, Exchange.of(ctx).clientIp()));
        });
    }

    private static StoredAnswer rotated(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(String id, Instant signsFrom) -> Answers.json(201, new RotatedBody(id, signsFrom));
            case Outcome.Forbidden() ->
                throw new Refused(Problem.forbidden("only who administers the installation may rotate its keys"));
            case Outcome.SharedSecret() ->
                throw new Refused(Problem.conflict(
                        "shared_secret", "access tokens are signed by JWT_SECRET_KEY; change it where it is set"));
        };
    }
}
