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
import io.hexforge.domain.identity.InviteCode;
import io.hexforge.domain.identity.Referral;
import io.hexforge.ports.driving.identity.InviteCodes;
import io.hexforge.ports.driving.identity.InviteCodes.Outcome;
import io.hexforge.ports.driving.identity.Referrals;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Codes that let people sign up, and the recommendations that spread them.
public record InviteCodeRoutes(InviteCodes codes, Referrals referrals, Idempotency idempotency)
        implements Routes.Group {
    private static final String CODES = "/v1/admin/invite-codes";
    private static final String REFERRALS = "/v1/referrals";
    private static final Metering GUESSING = Metering.inBucket("invite-codes", 10);
    private static final Metering REFERRING = Metering.inBucket("referrals", 10);
    private static final int USUAL_USES = 5;

    record ValidateBody(String code) {}

    record CreateBody(@Nullable Integer maxUses, @Nullable String expiresAt) {}

    record ReferBody(
            String email,
            @Nullable String fullName,
            @Nullable String message) {}

    record CodeBody(UUID id, String code, int maxUses, int usesCount, int remainingUses) {
        static CodeBody of(InviteCode code) {
            return new CodeBody(code.id(), code.code(), code.maxUses(), code.uses(), code.remaining());
        }
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record AdminCodeBody(
            UUID id,
            String code,
            int maxUses,
            int usesCount,
            int remainingUses,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {
        static AdminCodeBody of(InviteCode code) {
            return new AdminCodeBody(
                    code.id(),
                    code.code(),
                    code.maxUses(),
                    code.uses(),
                    code.remaining(),
                    code.createdAt(),
                    code.expiresAt(),
                    code.revokedAt());
        }
    }

    record ValidityBody(
            boolean valid, String status, @Nullable String message, CodeBody code) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ReferralBody(
            UUID referralId,
            String email,
            String status,
            String rewardStatus,
            Instant createdAt,
            @Nullable Instant acceptedAt) {
        static ReferralBody of(Referral referral) {
            return new ReferralBody(
                    referral.id(),
                    referral.email().value(),
                    referral.status(),
                    "none",
                    referral.createdAt(),
                    referral.joinedAt());
        }
    }

    record StatsBody(long totalSent, long totalJoined, long pending, long rewardsIssued) {}

    record OverviewBody(
            String inviteCode,
            int maxUses,
            int usesCount,
            int remainingUses,
            String inviteLink,
            String shareMessage,
            List<ReferralBody> referrals,
            StatsBody stats) {
        static OverviewBody of(Referrals.Overview overview) {
            InviteCode code = overview.code();
            long joined = overview.referrals().stream()
                    .filter(each -> each.joinedAt() != null)
                    .count();
            long sent = overview.referrals().size();
            return new OverviewBody(
                    code.code(),
                    code.maxUses(),
                    code.uses(),
                    code.remaining(),
                    overview.link(),
                    "Join me on Hexforge with my invite code " + code.code() + ": " + overview.link(),
                    overview.referrals().stream().map(ReferralBody::of).toList(),
                    new StatsBody(sent, joined, sent - joined, 0));
        }
    }

    record ReferredBody(UUID referralId, String inviteCode, String status) {}

    @Override
    public void addTo(Routes routes) {
        routes.post("/v1/auth/validate-invite-code", Access.everybody(), GUESSING, this::validate)
                .get(REFERRALS, Access.scope(Scope.PROFILE_READ), this::overview)
                .post(REFERRALS, Access.scope(Scope.PROFILE_WRITE), REFERRING, this::refer)
                .get(CODES, Access.scope(Scope.USERS_READ), this::list)
                .post(CODES, Access.scope(Scope.USERS_WRITE), this::create)
                .delete(CODES + "/{id}", Access.scope(Scope.USERS_WRITE), this::revoke);
    }

    private void validate(Context ctx) {
        InviteCode code = codes.look(Body.of(ctx, ValidateBody.class).code())
                .orElseThrow(() -> new Refused(Problem.notFound("there is no such invite code")));
        boolean usable = codes.usable(code);
        String message = usable ? null : "the code was used as often as it may be, has expired, or was withdrawn";
        var body = new ValidityBody(usable, usable ? "active" : "inactive", message, CodeBody.of(code));
        Answers.send(ctx, Answers.json(200, body));
    }

    private void overview(Context ctx) {
        Answers.send(ctx, Answers.json(200, OverviewBody.of(referrals.overview(Exchange.actor(ctx)))));
    }

    private void refer(Context ctx) {
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            ReferBody wanted = Body.of(ctx, body, ReferBody.class);
            return switch (referrals.send(Exchange.actor(ctx), wanted.email(), wanted.message())) {
                case Referrals.Outcome.Sent(Referral referral, InviteCode code) ->
                    Answers.json(201, new ReferredBody(referral.id(), code.code(), referral.status()));
                case Referrals.Outcome.Invalid(var violations) -> throw new BadRequest(violations);
                case Referrals.Outcome.Duplicate() ->
                    throw new Refused(Problem.conflict("already_referred", "you have referred this address before"));
                case Referrals.Outcome.Exhausted() ->
                    throw new Refused(Problem.conflict(
                            "no_uses_left", "your code is used up, or too many whom you referred have not joined yet"));
            };
        });
    }

    private void list(Context ctx) {
        Page<InviteCode> page = codes.list(Exchange.actor(ctx), Paging.request(ctx));
        if (page == null) {
            throw forbidden();
        }
        Answers.send(ctx, Answers.json(200, Paging.listing(page, AdminCodeBody::of)));
    }

    private void create(Context ctx) {
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            CreateBody wanted = Body.of(ctx, body, CreateBody.class);
            int uses = wanted.maxUses() == null ? USUAL_USES : wanted.maxUses();
            return switch (codes.create(Exchange.actor(ctx), uses, ApiKeyRoutes.instant(wanted.expiresAt()))) {
                case Outcome.Done(InviteCode code) -> Answers.json(201, AdminCodeBody.of(code));
                case Outcome other -> throw refused(other);
            };
        });
    }

    private void revoke(Context ctx) {
        switch (codes.revoke(Exchange.actor(ctx), PathParameters.id(ctx, "id"))) {
            case Outcome.Done done -> ctx.res().setStatus(204);
            case Outcome other -> throw refused(other);
        }
    }

    private static Refused refused(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Invalid(var violations) -> new BadRequest(violations);
            case Outcome.NotFound() -> new Refused(Problem.notFound("there is no such invite code"));
            case Outcome.Forbidden() -> forbidden();
            case Outcome.Done _ -> throw new IllegalStateException("nothing is refused");
        };
    }

    private static Refused forbidden() {
        return new Refused(Problem.forbidden("only who administers the installation decides about its invite codes"));
    }
}
