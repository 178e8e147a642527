package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.InviteCode;
import io.hexforge.ports.driven.identity.InviteCodeStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes, shows and withdraws the codes that let people sign up. Safe for concurrent use.
public final class InviteCodes {
    private static final int MOST_USES = 1_000_000;
    private static final int ATTEMPTS = 5;

    private final InviteCodeStore codes;
    private final AuditTrail audit;
    private final String prefix;
    private final Ids ids;
    private final RandomGenerator secureRandom;

    /// @param prefix what codes begin with, such as `POCKET`
    public InviteCodes(InviteCodeStore codes, AuditTrail audit, String prefix, Ids ids, RandomGenerator secureRandom) {
        this.codes = codes;
        this.audit = audit;
        this.prefix = prefix;
        this.ids = ids;
        this.secureRandom = secureRandom;
    }

    public sealed interface Outcome {
        record Done(InviteCode code) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        record NotFound() implements Outcome {}

        /// Only who administers the installation decides about its codes.
        record Forbidden() implements Outcome {}
    }

    /// {@return a code that somebody typed, if there is such a code}
    public Optional<InviteCode> look(String code) {
        return codes.find(InviteCode.normalised(code));
    }

    /// {@return whether a code would let somebody in now}
    public boolean usable(InviteCode code) {
        return code.usableAt(now());
    }

    /// {@return the actor's own code, which is made when it is first asked for}
    public InviteCode personal(Actor actor) {
        return codes.ofOwner(actor.userId()).orElseGet(() -> {
            InviteCode made = made(actor.userId(), InviteCode.PERSONAL_USES, null);
            return made != null ? made : codes.ofOwner(actor.userId()).orElseThrow();
        });
    }

    /// {@return the installation's own codes; null for all but who administers the installation}
    public @Nullable Page<InviteCode> list(Actor actor, Page.Request request) {
        return actor.systemAdmin() ? codes.page(request) : null;
    }

    /// Makes a code of the installation's own.
    ///
    /// @param expiresAt null for never
    public Outcome create(Actor actor, int maxUses, @Nullable Instant expiresAt) {
        if (!actor.systemAdmin()) {
            return new Outcome.Forbidden();
        }
        var violations = new ArrayList<Violation>();
        if (maxUses < 1 || maxUses > MOST_USES) {
            violations.add(new Violation("/max_uses", "must be from 1 to " + MOST_USES));
        }
        if (expiresAt != null && !expiresAt.isAfter(now())) {
            violations.add(new Violation("/expires_at", "must be in the future"));
        }
        if (!violations.isEmpty()) {
            return new Outcome.Invalid(violations);
        }
        InviteCode made = made(null, maxUses, expiresAt);
        if (made == null) {
            throw new IllegalStateException("no free invite code was found");
        }
        record(actor, "invite_code.created", made);
        return new Outcome.Done(made);
    }

    /// Withdraws a code, anybody's.
    public Outcome revoke(Actor actor, UUID id) {
        if (!actor.systemAdmin()) {
            return new Outcome.Forbidden();
        }
        Optional<InviteCode> revoked = codes.revoke(id, now());
        revoked.ifPresent(code -> record(actor, "invite_code.revoked", code));
        return revoked.<Outcome>map(Outcome.Done::new).orElseGet(Outcome.NotFound::new);
    }

    /// {@return null if the owner has a code already}
    private @Nullable InviteCode made(@Nullable UUID ownerId, int maxUses, @Nullable Instant expiresAt) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String text = InviteCode.generate(prefix, secureRandom);
            var code = new InviteCode(ids.next(), ownerId, text, maxUses, 0, now(), expiresAt, null);
            if (codes.add(code)) {
                return code;
            }
        }
        return null;
    }

    private void record(Actor actor, String action, InviteCode code) {
        var details = Map.of("max_uses", Integer.toString(code.maxUses()));
        audit.record(actor, action, "invite_code:" + code.id(), null, details);
    }

    private Instant now() {
        return ids.clock().instant();
    }
}
