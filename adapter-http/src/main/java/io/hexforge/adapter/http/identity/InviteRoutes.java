package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.Invite;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.identity.AcceptInvite;
import io.hexforge.ports.driving.identity.Invites;
import io.hexforge.ports.driving.identity.Invites.Outcome;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/tenants/{id}/invites` and what people do with the mails that come of it.
public record InviteRoutes(Invites invites, AcceptInvite accept, Idempotency idempotency) implements Routes.Group {
    private static final String PATH = "/v1/tenants/{id}/invites";
    private static final Metering INVITING = Metering.inBucket("invites", 20);
    private static final Metering ACCEPTING = Metering.inBucket("accept-invite", 10);

    record InviteBody(String email, @Nullable String role) {}

    /// As a replaced backend had it.
    ///
    /// @param tenantId absent for one's own
    record AdminInviteBody(
            String email, @Nullable UUID tenantId, @Nullable String role) {}

    record TokenBody(String token) {}

    record NewcomerBody(
            String token,
            String password,
            @Nullable String username,
            @Nullable String fullName) {
        @Override
        public String toString() {
            return "****";
        }
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record InvitedBody(
            UUID id,
            UUID tenantId,
            String email,
            String role,
            String status,
            UUID invitedBy,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant acceptedAt) {
        static InvitedBody of(Invite invite, Instant now) {
            return new InvitedBody(
                    invite.id(),
                    invite.tenantId(),
                    invite.email().value(),
                    invite.role().wireName(),
                    invite.status(now),
                    invite.invitedBy(),
                    invite.createdAt(),
                    invite.expiresAt(),
                    invite.acceptedAt());
        }
    }

    record JoinedBody(String status, UUID tenantId, UUID userId, String role) {
        static JoinedBody of(Membership membership, User user) {
            return new JoinedBody(
                    "ok", membership.tenantId(), user.id(), membership.role().wireName());
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.scope(Scope.MEMBERS_WRITE), this::list)
                .post(PATH, Access.scope(Scope.MEMBERS_WRITE), INVITING, this::send)
                .delete(PATH + "/{invite}", Access.scope(Scope.MEMBERS_WRITE), this::revoke)
                .post("/v1/admin/users/invite", Access.scope(Scope.MEMBERS_WRITE), INVITING, this::sendForAdmin)
                .post("/v1/invites/accept", Access.person(), ACCEPTING, this::acceptAsMyself)
                .post("/v1/auth/accept-invite", Access.everybody(), ACCEPTING, this::acceptAsNewcomer);
    }

    private void list(Context ctx) {
        Page<Invite> page = invites.list(Exchange.actor(ctx), PathParameters.id(ctx, "id"), Paging.request(ctx));
        if (page == null) {
            throw MemberRoutes.notYourTenant();
        }
        Instant now = invites.now();
        Answers.send(ctx, Answers.json(200, Paging.listing(page, invite -> InvitedBody.of(invite, now))));
    }

    private void send(Context ctx) {
        UUID tenantId = PathParameters.id(ctx, "id");
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            InviteBody wanted = Body.of(ctx, body, InviteBody.class);
            return sent(ctx, tenantId, wanted.email(), wanted.role());
        });
    }

    private void sendForAdmin(Context ctx) {
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            AdminInviteBody wanted = Body.of(ctx, body, AdminInviteBody.class);
            UUID own = Exchange.actor(ctx).tenantId();
            return sent(ctx, wanted.tenantId() == null ? own : wanted.tenantId(), wanted.email(), wanted.role());
        });
    }

    private StoredAnswer sent(Context ctx, UUID tenantId, String email, @Nullable String roleName) {
        Role role = roleName == null ? Role.MEMBER : Roles.named("/role", roleName);
        return switch (invites.send(Exchange.actor(ctx), tenantId, email, role)) {
            case Outcome.Done(Invite invite) -> Answers.json(201, InvitedBody.of(invite, invites.now()));
            case Outcome other -> throw refused(other);
        };
    }

    private void revoke(Context ctx) {
        UUID tenantId = PathParameters.id(ctx, "id");
        switch (invites.revoke(Exchange.actor(ctx), tenantId, PathParameters.id(ctx, "invite"))) {
            case Outcome.Done done -> ctx.res().setStatus(204);
            case Outcome other -> throw refused(other);
        }
    }

    private void acceptAsMyself(Context ctx) {
        String token = Body.of(ctx, TokenBody.class).token();
        answer(
                ctx,
                200,
                accept.accept(Exchange.actor(ctx), token, Exchange.of(ctx).clientIp()));
    }

    private void acceptAsNewcomer(Context ctx) {
        NewcomerBody wanted = Body.of(ctx, NewcomerBody.class);
        answer(
                ctx,
                201,
                accept.acceptAsNewcomer(
                        wanted.token(),
                        new Secret(wanted.password()),
                        wanted.username(),
                        wanted.fullName(),
                        Exchange.of(ctx).clientIp()));
    }

    private static void answer(Context ctx, int status, AcceptInvite.Outcome outcome) {
        switch (outcome) {
            case AcceptInvite.Outcome.Joined(Membership membership, User user) ->
                Answers.send(ctx, Answers.json(status, JoinedBody.of(membership, user)));
            case AcceptInvite.Outcome.Invalid(var violations) -> throw new BadRequest(violations);
            case AcceptInvite.Outcome.NotOpen() ->
                throw new Refused(Problem.of(
                        400,
                        "invite_not_open",
                        "The invitation cannot be accepted",
                        "there is no such invitation, or it was accepted or withdrawn, or its time is over"));
            case AcceptInvite.Outcome.NotYours() ->
                throw new Refused(Problem.forbidden("the invitation was sent to another address than yours"));
            case AcceptInvite.Outcome.AccountExists() ->
                throw new Refused(Problem.conflict(
                        "account_exists", "this address has an account: log in, then accept at /v1/invites/accept"));
        }
    }

    private static Refused refused(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Invalid(var violations) -> new BadRequest(violations);
            case Outcome.NotFound() ->
                new Refused(Problem.notFound("the tenant that you act in has no such invitation"));
            case Outcome.Forbidden(String why) -> new Refused(Problem.forbidden(why));
            case Outcome.AlreadyMember() ->
                new Refused(Problem.conflict("already_member", "somebody with this address is a member already"));
            case Outcome.Done _ -> throw new IllegalStateException("nothing is refused");
        };
    }
}
