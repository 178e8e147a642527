package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.EntityTags;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.ports.driving.identity.SwitchTenant;
import io.hexforge.ports.driving.identity.Tenants;
import io.hexforge.ports.driving.identity.Tenants.Belonging;
import io.hexforge.ports.driving.identity.Tenants.Outcome;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/tenants`: make, show, rename, act in.
public record TenantRoutes(Tenants tenants, SwitchTenant switchTenant, Idempotency idempotency)
        implements Routes.Group {
    private static final String PATH = "/v1/tenants";
    private static final Metering MAKING = Metering.inBucket("tenants", 10);

    /// @param slug absent for one made from the name
    record CreateBody(String name, @Nullable String slug) {}

    /// What is absent stays as it is.
    record ChangeBody(@Nullable String name, @Nullable String slug) {}

    /// @param role of whoever asks; null if they are no member
    /// @param current whether whoever asks acts in it
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record TenantBody(
            UUID id,
            String slug,
            String name,
            Instant createdAt,
            @Nullable String role,
            boolean current) {
        static TenantBody of(Tenant tenant, @Nullable Role role, Actor actor) {
            return new TenantBody(
                    tenant.id(),
                    tenant.slug(),
                    tenant.name(),
                    tenant.createdAt(),
                    role == null ? null : role.wireName(),
                    tenant.id().equals(actor.tenantId()));
        }

        static TenantBody of(Belonging belonging, Actor actor) {
            return of(belonging.tenant(), belonging.role(), actor);
        }
    }

    record RoleBody(String name, List<String> scopes) {
        static RoleBody of(Role role) {
            return new RoleBody(
                    role.wireName(),
                    role.scopes().stream().map(Scope::wireName).sorted().toList());
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.get("/v1/roles", Access.scope(Scope.PROFILE_READ), this::roles)
                .get(PATH, Access.scope(Scope.PROFILE_READ), this::list)
                .post(PATH, Access.person(), MAKING, this::create)
                .get(PATH + "/{id}", Access.scope(Scope.PROFILE_READ), this::show)
                .patch(PATH + "/{id}", Access.scope(Scope.TENANT_WRITE), this::change)
                .post(PATH + "/{id}/switch", Access.person(), this::actIn);
    }

    private void roles(Context ctx) {
        List<RoleBody> roles = Arrays.stream(Role.values()).map(RoleBody::of).toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(roles, null)));
    }

    private void list(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        Page<Belonging> page = "true".equals(ctx.queryParam("all"))
                ? tenants.all(actor, Paging.request(ctx))
                : new Page<>(tenants.mine(actor), null);
        if (page == null) {
            throw new Refused(Problem.forbidden("only who administers the installation sees all tenants"));
        }
        Answers.send(ctx, Answers.json(200, Paging.listing(page, each -> TenantBody.of(each, actor))));
    }

    private void create(Context ctx) {
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            CreateBody wanted = Body.of(ctx, body, CreateBody.class);
            Actor actor = Exchange.actor(ctx);
            return switch (tenants.create(actor, wanted.name(), wanted.slug())) {
                case Outcome.Done(Tenant tenant, Role role) -> {
                    ctx.res().setHeader("Location", PATH + "/" + tenant.id());
                    yield Answers.json(201, TenantBody.of(tenant, role, actor));
                }
                case Outcome other -> throw refused(ctx, other);
            };
        });
    }

    private void show(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        Belonging found = tenants.find(actor, PathParameters.id(ctx, "id")).orElseThrow(TenantRoutes::notFound);
        EntityTags.set(ctx, found.tenant().version());
        Answers.send(ctx, Answers.json(200, TenantBody.of(found, actor)));
    }

    private void change(Context ctx) {
        Long expected = EntityTags.expectedVersion(ctx);
        UUID id = PathParameters.id(ctx, "id");
        ChangeBody wanted = Body.of(ctx, ChangeBody.class);
        Actor actor = Exchange.actor(ctx);
        switch (tenants.rename(actor, id, wanted.name(), wanted.slug(), expected)) {
            case Outcome.Done(Tenant tenant, Role role) -> {
                EntityTags.set(ctx, tenant.version());
                Answers.send(ctx, Answers.json(200, TenantBody.of(tenant, role, actor)));
            }
            case Outcome other -> throw refused(ctx, other);
        }
    }

    private void actIn(Context ctx) {
        switch (switchTenant.to(Exchange.actor(ctx), PathParameters.id(ctx, "id"))) {
            case SwitchTenant.Outcome.Done(var signedIn) -> Tokens.renew(ctx, signedIn);
            case SwitchTenant.Outcome.NotFound() -> throw notFound();
            case SwitchTenant.Outcome.Over() -> throw new Refused(Problem.unauthorized("the session is over"));
        }
    }

    private static Refused refused(Context ctx, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Invalid(var violations) -> new BadRequest(violations);
            case Outcome.SlugTaken() -> new Refused(Problem.conflict("slug_taken", "another tenant has this slug"));
            case Outcome.NotFound() -> notFound();
            case Outcome.Forbidden() ->
                new Refused(Problem.forbidden("only owners change a tenant, while they act in it"));
            case Outcome.Conflict(Tenant current) -> EntityTags.changedMeanwhile(ctx, current.version());
            case Outcome.Done _ -> throw new IllegalStateException("nothing is refused");
        };
    }

    private static Refused notFound() {
        return new Refused(Problem.notFound("you belong to no tenant with this id"));
    }
}
