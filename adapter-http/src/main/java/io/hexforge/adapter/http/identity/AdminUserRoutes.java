package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.QueryParameters;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driving.identity.ManageUsers;
import io.hexforge.ports.driving.identity.ManageUsers.NewRole;
import io.hexforge.ports.driving.identity.ManageUsers.Outcome;
import io.hexforge.ports.driving.identity.ManageUsers.Wanted;
import io.hexforge.ports.driving.identity.Members;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/admin/users`: who there is, and who may act. Always within the tenant that one administers.
public record AdminUserRoutes(ManageUsers users, Members members) implements Routes.Group {
    private static final String PATH = "/v1/admin/users";

    /// What is absent stays as it is.
    ///
    /// @param tenantId where the role is given; absent for one's own tenant
    record ChangeBody(
            @Nullable Boolean disabled,
            @Nullable String role,
            @Nullable Boolean systemAdmin,
            @Nullable UUID tenantId) {}

    record MembershipBody(UUID tenantId, String role) {
        static MembershipBody of(Membership membership) {
            return new MembershipBody(membership.tenantId(), membership.role().wireName());
        }
    }

    /// @param role in the tenant of whoever asks; null if it is no member there
    /// @param memberships those that whoever asks may see
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record UserBody(
            UUID id,
            String username,
            @Nullable String email,
            boolean emailVerified,
            String displayName,
            @Nullable String role,
            boolean systemAdmin,
            boolean service,
            Instant createdAt,
            @Nullable Instant disabledAt,
            @Nullable Instant deletionDueAt,
            List<MembershipBody> memberships) {
        static UserBody of(Account account, Actor actor) {
            User user = account.user();
            return new UserBody(
                    user.id(),
                    user.username(),
                    user.email() == null ? null : user.email().value(),
                    user.emailVerified(),
                    user.displayName(),
                    account.roleIn(actor.tenantId()).map(Role::wireName).orElse(null),
                    user.systemAdmin(),
                    account.service(),
                    user.createdAt(),
                    user.disabledAt(),
                    user.deletionDueAt(),
                    account.memberships().stream().map(MembershipBody::of).toList());
        }
    }

    record SessionBody(
            UUID id,
            UUID tenantId,
            String userAgent,
            String ip,
            List<String> methods,
            Instant createdAt,
            Instant lastSeenAt) {
        static SessionBody of(Session session) {
            return new SessionBody(
                    session.id(),
                    session.tenantId(),
                    session.device().userAgent(),
                    session.device().ip(),
                    session.methods().stream()
                            .map(AuthMethod::name)
                            .map(String::toLowerCase)
                            .sorted()
                            .toList(),
                    session.createdAt(),
                    session.rotatedAt());
        }
    }

    record EndedBody(int ended) {}

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.scope(Scope.USERS_READ), this::list)
                .get(PATH + "/{id}", Access.scope(Scope.USERS_READ), this::show)
                .patch(PATH + "/{id}", Access.scope(Scope.USERS_WRITE), this::change)
                .get(PATH + "/{id}/sessions", Access.scope(Scope.USERS_READ), this::sessions)
                .delete(PATH + "/{id}/sessions", Access.scope(Scope.USERS_WRITE), this::endSessions)
                .delete(PATH + "/{id}/sessions/{session}", Access.scope(Scope.USERS_WRITE), this::endSession);
    }

    private void list(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        Page<Account> page =
                users.list(actor, QueryParameters.id(ctx, "tenant_id"), ctx.queryParam("q"), Paging.request(ctx));
        if (page == null) {
            throw MemberRoutes.notYourTenant();
        }
        var listing = Paging.listing(page, account -> UserBody.of(account, actor));
        // The replaced backend answered the bare list.
        Answers.send(ctx, Answers.json(200, Exchange.of(ctx).viaAlias() ? listing.items() : listing));
    }

    private void show(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        Account found = users.find(actor, id(ctx)).orElseThrow(AdminUserRoutes::notFound);
        Answers.send(ctx, Answers.json(200, UserBody.of(found, actor)));
    }

    private void change(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        ChangeBody wanted = Body.of(ctx, ChangeBody.class);
        if (wanted.role() == null && wanted.disabled() == null && wanted.systemAdmin() == null) {
            throw new BadRequest("", "must hold disabled, role or system_admin");
        }
        UUID tenantId = wanted.tenantId() == null ? actor.tenantId() : wanted.tenantId();
        Role role = wanted.role() == null ? null : Roles.named("/role", wanted.role());
        if (role != null && wanted.disabled() == null && wanted.systemAdmin() == null) {
            var outcome = members.changeRole(actor, tenantId, id(ctx), role);
            if (!(outcome instanceof Members.Outcome.Done)) {
                throw MemberRoutes.refused(outcome);
            }
        } else {
            NewRole newRole = role == null ? null : new NewRole(tenantId, role);
            require(users.change(actor, id(ctx), new Wanted(wanted.disabled(), wanted.systemAdmin(), newRole)));
        }
        show(ctx);
    }

    private static void require(Outcome outcome) {
        switch (outcome) {
            case Outcome.Done done -> {}
            case Outcome.NotFound() -> throw notFound();
            case Outcome.Forbidden(String why) -> throw new Refused(Problem.forbidden(why));
            case Outcome.LastOwner() -> throw MemberRoutes.refused(new Members.Outcome.LastOwner());
        }
    }

    private void sessions(Context ctx) {
        List<Session> found = users.sessions(Exchange.actor(ctx), id(ctx)).orElseThrow(AdminUserRoutes::notFound);
        var items = found.stream().map(SessionBody::of).toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(items, null)));
    }

    private void endSessions(Context ctx) {
        int ended = users.endSessions(Exchange.actor(ctx), id(ctx), null).orElseThrow(AdminUserRoutes::notFound);
        Answers.send(ctx, Answers.json(200, new EndedBody(ended)));
    }

    private void endSession(Context ctx) {
        UUID session = PathParameters.id(ctx, "session");
        if (users.endSessions(Exchange.actor(ctx), id(ctx), session).isEmpty()) {
            throw notFound();
        }
        ctx.res().setStatus(204);
    }

    private static UUID id(Context ctx) {
        return PathParameters.id(ctx, "id");
    }

    private static Refused notFound() {
        return new Refused(Problem.notFound("your tenant has no such user, or the user no such session"));
    }
}
