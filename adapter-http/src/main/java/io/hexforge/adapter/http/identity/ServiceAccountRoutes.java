package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.identity.ManageApiKeys.Changed;
import io.hexforge.ports.driving.identity.Members;
import io.hexforge.ports.driving.identity.ServiceAccounts;
import io.hexforge.ports.driving.identity.ServiceAccounts.Outcome;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/tenants/{id}/service-accounts`: machines as members, and their API keys.
public record ServiceAccountRoutes(ServiceAccounts services, Members members, Idempotency idempotency)
        implements Routes.Group {
    private static final String PATH = "/v1/tenants/{id}/service-accounts";
    private static final Metering ISSUING = Metering.inBucket("api-keys", 10);

    record CreateBody(String name, @Nullable String role) {}

    /// @param scopes absent for all that the account's role allows
    record KeyBody(
            String name,
            @Nullable List<String> scopes,
            @Nullable String expiresAt) {}

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.scope(Scope.MEMBERS_WRITE), this::list)
                .post(PATH, Access.scope(Scope.MEMBERS_WRITE), ISSUING, this::create)
                .delete(PATH + "/{user}", Access.scope(Scope.MEMBERS_WRITE), this::remove)
                .get(PATH + "/{user}/keys", Access.scope(Scope.MEMBERS_WRITE), this::listKeys)
                .post(PATH + "/{user}/keys", Access.scope(Scope.MEMBERS_WRITE), ISSUING, this::issueKey)
                .delete(PATH + "/{user}/keys/{key}", Access.scope(Scope.MEMBERS_WRITE), this::revokeKey);
    }

    private void list(Context ctx) {
        UUID tenantId = tenant(ctx);
        Page<Account> page = services.list(Exchange.actor(ctx), tenantId, Paging.request(ctx));
        if (page == null) {
            throw MemberRoutes.notYourTenant();
        }
        Answers.send(ctx, Answers.json(200, Paging.listing(page, each -> MemberRoutes.MemberBody.of(each, tenantId))));
    }

    private void create(Context ctx) {
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            CreateBody wanted = Body.of(ctx, body, CreateBody.class);
            String role = wanted.role() == null ? "member" : wanted.role();
            return created(
                    services.create(Exchange.actor(ctx), tenant(ctx), wanted.name(), Roles.named("/role", role)),
                    tenant(ctx));
        });
    }

    private static StoredAnswer created(Outcome outcome, UUID tenantId) {
        return switch (outcome) {
            case Outcome.Done(Account account) -> Answers.json(201, MemberRoutes.MemberBody.of(account, tenantId));
            case Outcome.Invalid(var violations) -> throw new BadRequest(violations);
            case Outcome.NotFound() -> throw MemberRoutes.notYourTenant();
            case Outcome.Forbidden(String why) -> throw new Refused(Problem.forbidden(why));
        };
    }

    private void remove(Context ctx) {
        switch (members.remove(Exchange.actor(ctx), tenant(ctx), user(ctx))) {
            case Members.Outcome.Removed() -> ctx.res().setStatus(204);
            case Members.Outcome other -> throw MemberRoutes.refused(other);
        }
    }

    private void listKeys(Context ctx) {
        Page<ApiKey> page = services.keys(Exchange.actor(ctx), tenant(ctx), user(ctx), Paging.request(ctx));
        if (page == null) {
            throw notFound();
        }
        Answers.send(ctx, Answers.json(200, Paging.listing(page, ApiKeyRoutes.KeyBody::of)));
    }

    private void issueKey(Context ctx) {
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            KeyBody wanted = Body.of(ctx, body, KeyBody.class);
            Set<Scope> scopes = wanted.scopes() == null ? null : ApiKeyRoutes.scopes(wanted.scopes());
            return ApiKeyRoutes.issued(
                    ctx,
                    services.issueKey(
                            Exchange.actor(ctx),
                            tenant(ctx),
                            user(ctx),
                            wanted.name(),
                            scopes,
                            ApiKeyRoutes.instant(wanted.expiresAt())));
        });
    }

    private void revokeKey(Context ctx) {
        UUID key = PathParameters.id(ctx, "key");
        Changed changed = services.revokeKey(Exchange.actor(ctx), tenant(ctx), user(ctx), key);
        if (!(changed instanceof Changed.Saved)) {
            throw notFound();
        }
        ctx.res().setStatus(204);
    }

    private static UUID tenant(Context ctx) {
        return PathParameters.id(ctx, "id");
    }

    private static UUID user(Context ctx) {
        return PathParameters.id(ctx, "user");
    }

    private static Refused notFound() {
        return new Refused(
                Problem.notFound("the tenant that you act in has no such service account, or it no such key"));
    }
}
