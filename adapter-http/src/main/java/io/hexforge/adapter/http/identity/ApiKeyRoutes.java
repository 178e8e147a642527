package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.EntityTags;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Rfc3339;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.KeyLimits;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.identity.ManageApiKeys;
import io.hexforge.ports.driving.identity.ManageApiKeys.Changed;
import io.hexforge.ports.driving.identity.ManageApiKeys.Issued;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/api-keys`: create, list, show, change, rotate, revoke.
public record ApiKeyRoutes(ManageApiKeys keys, Idempotency idempotency) implements Routes.Group {
    private static final String PATH = "/v1/api-keys";
    private static final Metering ISSUING = Metering.inBucket("api-keys", 10);
    private static final long DEFAULT_GRACE_SECONDS = 24 * 3600;

    record CreateBody(
            String name,
            @Nullable List<String> scopes,
            @Nullable String expiresAt,
            @Nullable Long requestsPerMinute,
            @Nullable Long tokensPerMinute,
            @Nullable Boolean tokensHard,
            @Nullable Long maxParallel) {
        KeyLimits limits() {
            return new KeyLimits(requestsPerMinute, tokensPerMinute, tokensHard != null && tokensHard, maxParallel);
        }
    }

    /// What is absent stays as it is; a limit that is null is taken away.
    record ChangeBody(
            @Nullable String name,
            @Nullable Long requestsPerMinute,
            @Nullable Long tokensPerMinute,
            @Nullable Boolean tokensHard,
            @Nullable Long maxParallel) {
        KeyLimits applyTo(KeyLimits old, Set<String> present) {
            boolean noTokens = present.contains("tokens_per_minute") && tokensPerMinute == null;
            boolean hard = tokensHard == null ? old.tokensHard() && !noTokens : tokensHard;
            return new KeyLimits(
                    present.contains("requests_per_minute") ? requestsPerMinute : old.requestsPerMinute(),
                    present.contains("tokens_per_minute") ? tokensPerMinute : old.tokensPerMinute(),
                    hard,
                    present.contains("max_parallel") ? maxParallel : old.maxParallel());
        }
    }

    record RotateBody(@Nullable Long graceSeconds) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record KeyBody(
            UUID id,
            String name,
            String preview,
            List<String> scopes,
            @Nullable Long requestsPerMinute,
            @Nullable Long tokensPerMinute,
            boolean tokensHard,
            @Nullable Long maxParallel,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable UUID replacedBy) {
        static KeyBody of(ApiKey key) {
            return new KeyBody(
                    key.id(),
                    key.name(),
                    key.preview(),
                    key.scopes().stream().map(Scope::wireName).sorted().toList(),
                    key.limits().requestsPerMinute(),
                    key.limits().tokensPerMinute(),
                    key.limits().tokensHard(),
                    key.limits().maxParallel(),
                    key.createdAt(),
                    key.expiresAt(),
                    key.revokedAt(),
                    key.replacedBy());
        }
    }

    /// @param secret shown here once, and never again
    record IssuedBody(String secret, KeyBody key) {}

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.scope(Scope.KEYS_READ), this::list)
                .post(PATH, Access.scope(Scope.KEYS_WRITE), ISSUING, this::create)
                .get(PATH + "/{id}", Access.scope(Scope.KEYS_READ), this::show)
                .patch(PATH + "/{id}", Access.scope(Scope.KEYS_WRITE), this::change)
                .delete(PATH + "/{id}", Access.scope(Scope.KEYS_WRITE), this::revoke)
                .post(PATH + "/{id}/rotate", Access.scope(Scope.KEYS_WRITE), ISSUING, this::rotate);
    }

    private void list(Context ctx) {
        var page = keys.list(Exchange.actor(ctx), Paging.request(ctx));
        Answers.send(ctx, Answers.json(200, Paging.listing(page, KeyBody::of)));
    }

    private void create(Context ctx) {
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            var wanted = Body.of(ctx, body, CreateBody.class);
            Set<Scope> scopes = wanted.scopes() == null ? Exchange.actor(ctx).scopes() : scopes(wanted.scopes());
            return issued(
                    ctx,
                    keys.create(
                            Exchange.actor(ctx), wanted.name(), scopes, wanted.limits(), instant(wanted.expiresAt())));
        });
    }

    private void show(Context ctx) {
        ApiKey key =
                keys.find(Exchange.actor(ctx), PathParameters.id(ctx, "id")).orElseThrow(ApiKeyRoutes::notFound);
        send(ctx, key);
    }

    private void change(Context ctx) {
        Long expected = EntityTags.expectedVersion(ctx);
        UUID id = PathParameters.id(ctx, "id");
        byte[] body = Body.bytes(ctx);
        ChangeBody wanted = Body.of(ctx, body, ChangeBody.class);
        Set<String> present =
                Json.value(body) instanceof JsonObject object ? object.members().keySet() : Set.of();
        changed(
                ctx,
                keys.change(Exchange.actor(ctx), id, wanted.name(), old -> wanted.applyTo(old, present), expected));
    }

    private void revoke(Context ctx) {
        switch (keys.revoke(Exchange.actor(ctx), PathParameters.id(ctx, "id"))) {
            case Changed.Saved saved -> ctx.res().setStatus(204);
            case Changed other -> changed(ctx, other);
        }
    }

    private void rotate(Context ctx) {
        UUID id = PathParameters.id(ctx, "id");
        RotateBody wanted = Body.ifPresent(ctx, RotateBody.class).orElse(new RotateBody(null));
        long grace = wanted.graceSeconds() == null ? DEFAULT_GRACE_SECONDS : wanted.graceSeconds();
        byte[] fingerprint = Long.toString(grace).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        idempotency.answer(
                ctx, fingerprint, () -> issued(ctx, keys.rotate(Exchange.actor(ctx), id, Duration.ofSeconds(grace))));
    }

    static StoredAnswer issued(Context ctx, Issued outcome) {
        return switch (outcome) {
            case Issued.Made(var key, var secret) -> {
                ctx.res().setHeader("Location", PATH + "/" + key.id());
                yield Answers.json(201, new IssuedBody(secret.reveal(), KeyBody.of(key)));
            }
            case Issued.Refused(var violations) -> throw new BadRequest(violations);
            case Issued.NotFound() -> throw notFound();
            case Issued.Conflict(var current) ->
                throw new Refused(
                        Problem.conflict("key_not_in_force", "the key is expired, revoked, or was rotated before"));
        };
    }

    private static void changed(Context ctx, Changed outcome) {
        switch (outcome) {
            case Changed.Saved(var key) -> send(ctx, key);
            case Changed.Refused(var violations) -> throw new BadRequest(violations);
            case Changed.NotFound() -> throw notFound();
            case Changed.Conflict(var current) -> throw EntityTags.changedMeanwhile(ctx, current.version());
        }
    }

    private static void send(Context ctx, ApiKey key) {
        EntityTags.set(ctx, key.version());
        Answers.send(ctx, Answers.json(200, KeyBody.of(key)));
    }

    private static Refused notFound() {
        return new Refused(Problem.notFound("you have no API key with this id"));
    }

    static Set<Scope> scopes(List<String> names) {
        var scopes = new LinkedHashSet<Scope>();
        for (int i = 0; i < names.size(); i++) {
            String pointer = "/scopes/" + i;
            scopes.add(Scope.named(names.get(i))
                    .orElseThrow(() -> new BadRequest(pointer, "is not a scope; known are " + known())));
        }
        return scopes;
    }

    private static List<String> known() {
        return java.util.Arrays.stream(Scope.values()).map(Scope::wireName).toList();
    }

    static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Rfc3339.instant(text);
        } catch (DateTimeException e) {
            throw new BadRequest("/expires_at", "must be an instant such as 2030-01-31T12:00:00Z");
        }
    }
}
