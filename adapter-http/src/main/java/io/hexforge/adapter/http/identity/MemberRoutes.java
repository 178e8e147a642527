package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driving.identity.Members;
import io.hexforge.ports.driving.identity.Members.Outcome;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/tenants/{id}/members`: list, show, give a role, remove.
public record MemberRoutes(Members members) implements Routes.Group {
    private static final String PATH = "/v1/tenants/{id}/members";

    record RoleBody(String role) {}

    /// @param service whether it is a machine
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record MemberBody(
            UUID userId,
            String username,
            @Nullable String email,
            String displayName,
            String role,
            boolean service,
            boolean disabled,
            Instant joinedAt) {
        static MemberBody of(Account account, UUID tenantId) {
            User user = account.user();
            Membership membership = account.membership(tenantId).orElseThrow();
            return new MemberBody(
                    user.id(),
                    user.username(),
                    user.email() == null ? null : user.email().value(),
                    user.displayName(),
                    membership.role().wireName(),
                    account.service(),
                    user.disabled(),
                    membership.createdAt());
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.scope(Scope.MEMBERS_READ), this::list)
                .get(PATH + "/{user}", Access.scope(Scope.MEMBERS_READ), this::show)
                .patch(PATH + "/{user}", Access.scope(Scope.MEMBERS_WRITE), this::changeRole)
                // Whoever may see their profile may leave; the use case asks for more to remove others.
                .delete(PATH + "/{user}", Access.scope(Scope.PROFILE_READ), this::remove);
    }

    private void list(Context ctx) {
        UUID tenantId = tenant(ctx);
        Page<Account> page = members.list(Exchange.actor(ctx), tenantId, ctx.queryParam("q"), Paging.request(ctx));
        if (page == null) {
            throw notYourTenant();
        }
        Answers.send(ctx, Answers.json(200, Paging.listing(page, each -> MemberBody.of(each, tenantId))));
    }

    private void show(Context ctx) {
        Account found =
                members.find(Exchange.actor(ctx), tenant(ctx), user(ctx)).orElseThrow(MemberRoutes::notFound);
        Answers.send(ctx, Answers.json(200, MemberBody.of(found, tenant(ctx))));
    }

    private void changeRole(Context ctx) {
        var role = Roles.named("/role", Body.of(ctx, RoleBody.class).role());
        answer(ctx, members.changeRole(Exchange.actor(ctx), tenant(ctx), user(ctx), role));
    }

    private void remove(Context ctx) {
        answer(ctx, members.remove(Exchange.actor(ctx), tenant(ctx), user(ctx)));
    }

    private static void answer(Context ctx, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done(Account member) ->
                Answers.send(ctx, Answers.json(200, MemberBody.of(member, tenant(ctx))));
            case Outcome.Removed() -> ctx.res().setStatus(204);
            case Outcome other -> throw refused(other);
        }
    }

    static Refused refused(Outcome outcome) {
        return switch (outcome) {
            case Outcome.NotFound() -> notFound();
            case Outcome.Forbidden(String why) -> new Refused(Problem.forbidden(why));
            case Outcome.LastOwner() ->
                new Refused(Problem.conflict("last_owner", "a tenant keeps at least one owner who may act"));
            case Outcome.Done _, Outcome.Removed _ -> throw new IllegalStateException("nothing is refused");
        };
    }

    static Refused notYourTenant() {
        return new Refused(Problem.notFound("you act in no tenant with this id"));
    }

    private static UUID tenant(Context ctx) {
        return PathParameters.id(ctx, "id");
    }

    private static UUID user(Context ctx) {
        return PathParameters.id(ctx, "user");
    }

    private static Refused notFound() {
        return new Refused(Problem.notFound("the tenant that you act in has no such member"));
    }
}
