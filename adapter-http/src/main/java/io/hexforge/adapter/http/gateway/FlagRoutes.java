package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.FeatureFlag;
import io.hexforge.ports.driving.gateway.ManageFlags;
import io.hexforge.ports.driving.gateway.ManageFlags.Listed;
import io.hexforge.ports.driving.gateway.ManageFlags.Outcome;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/admin/flags`: force a provider upon a tenant, or forbid it one.
public record FlagRoutes(ManageFlags flags) implements Routes.Group {
    private static final String PATH = "/v1/admin/flags";

    /// @param tenantId absent for one's own
    record SetBody(@Nullable UUID tenantId, String flag, Boolean enabled) {}

    /// @param status `ok` where the replaced backend said so
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FlagBody(
            UUID tenantId,
            String flag,
            boolean enabled,
            Instant updatedAt,
            @Nullable String status) {
        static FlagBody of(FeatureFlag flag, @Nullable String status) {
            return new FlagBody(flag.tenantId(), flag.name(), flag.enabled(), flag.updatedAt(), status);
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.scope(Scope.FLAGS_READ), this::list)
                .put(PATH, Access.scope(Scope.FLAGS_WRITE), this::set)
                .delete(PATH, Access.scope(Scope.FLAGS_WRITE), this::remove);
    }

    private void list(Context ctx) {
        List<FlagBody> items = switch (flags.list(Exchange.actor(ctx), tenant(ctx))) {
            case Listed.Found(List<FeatureFlag> found) ->
                found.stream().map(flag -> FlagBody.of(flag, null)).toList();
            case Listed.Forbidden() -> throw forbidden();
        };
        // The replaced backend answered the bare list.
        Answers.send(ctx, Answers.json(200, Exchange.of(ctx).viaAlias() ? items : new Paging.Listing<>(items, null)));
    }

    private void set(Context ctx) {
        var wanted = Body.of(ctx, SetBody.class);
        switch (flags.set(Exchange.actor(ctx), wanted.tenantId(), wanted.flag(), wanted.enabled())) {
            case Outcome.Saved(FeatureFlag flag) ->
                Answers.send(
                        ctx,
                        Answers.json(200, FlagBody.of(flag, Exchange.of(ctx).viaAlias() ? "ok" : null)));
            case Outcome other -> throw refused(other);
        }
    }

    private void remove(Context ctx) {
        String name = ctx.queryParam("flag");
        if (name == null) {
            throw invalidQuery("flag must name the flag to remove");
        }
        switch (flags.remove(Exchange.actor(ctx), tenant(ctx), name)) {
            case Outcome.Removed() -> ctx.res().setStatus(204);
            case Outcome.Invalid(var violations) ->
                throw invalidQuery("flag " + violations.getFirst().detail());
            case Outcome other -> throw refused(other);
        }
    }

    private static Refused refused(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Invalid(var violations) -> new BadRequest(violations);
            case Outcome.Forbidden() -> forbidden();
            case Outcome.NotFound() -> new Refused(Problem.notFound("this flag is not set"));
            case Outcome.Saved _, Outcome.Removed _ -> throw new IllegalStateException("nothing is refused");
        };
    }

    private static Refused forbidden() {
        return new Refused(
                Problem.forbidden("only who administers the installation reaches the flags of another tenant"));
    }

    private static @Nullable UUID tenant(Context ctx) {
        String text = ctx.queryParam("tenant_id");
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw invalidQuery("tenant_id must be a UUID");
        }
    }

    private static Refused invalidQuery(String detail) {
        return new Refused(Problem.of(400, "invalid_query", "A query parameter is not valid", detail));
    }
}
