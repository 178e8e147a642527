package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.Invite;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.InviteStore;
import io.hexforge.ports.driven.identity.MemberStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lets people into the tenants that they were invited to. Safe for concurrent use.
///
/// Whoever shows the token of an invitation has read the mail that brought it: their address counts as verified. An
/// invitation is worth no more than who sent it: if they may not give that role any more, it is no longer good.
public final class AcceptInvite {
    private static final int MAX_NAME = 120;

    private final InviteStore invites;
    private final MemberStore members;
    private final AccountStore accounts;
    private final Passwords passwords;
    private final Reach reach;
    private final AuditTrail audit;
    private final Ids ids;

    public AcceptInvite(
            InviteStore invites,
            MemberStore members,
            AccountStore accounts,
            Passwords passwords,
            Reach reach,
            AuditTrail audit,
            Ids ids) {
        this.invites = invites;
        this.members = members;
        this.accounts = accounts;
        this.passwords = passwords;
        this.reach = reach;
        this.audit = audit;
        this.ids = ids;
    }

    public sealed interface Outcome {
        record Joined(Membership membership, User user) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        /// There is no such invitation, or it is over.
        record NotOpen() implements Outcome {}

        /// It was sent to another address than the actor's.
        record NotYours() implements Outcome {}

        /// The address has an account already: its owner logs in and accepts then.
        record AccountExists() implements Outcome {}
    }

    /// Lets somebody in who is logged in, with the address that the invitation was sent to.
    ///
    /// @param ip where the request came from
    public Outcome accept(Actor actor, String token, @Nullable String ip) {
        Invite invite = open(token).orElse(null);
        User user =
                accounts.find(actor.userId()).filter(found -> !found.disabled()).orElse(null);
        if (invite == null || user == null) {
            return new Outcome.NotOpen();
        }
        if (!invite.email().equals(user.email())) {
            return new Outcome.NotYours();
        }
        if (!user.emailVerified()) {
            // Whether it is stale or not: somebody else has just changed the account, and may verify it, too.
            accounts.save(user.reachedAt(invite.email(), now()), user.version());
        }
        Membership wanted = membership(invite, user.id());
        if (!invites.accept(invite.id(), wanted, now())) {
            return new Outcome.NotOpen();
        }
        Membership membership = members.find(invite.tenantId(), user.id())
                .flatMap(account -> account.membership(invite.tenantId()))
                .orElse(wanted);
        reach.changed(user.id());
        record(invite, user, ip);
        return new Outcome.Joined(membership, user);
    }

    /// Makes an account for somebody who has none, in the tenant alone.
    ///
    /// @param ip where the request came from
    public Outcome acceptAsNewcomer(
            String token, Secret password, @Nullable String username, @Nullable String fullName, @Nullable String ip) {
        Invite invite = open(token).orElse(null);
        if (invite == null) {
            return new Outcome.NotOpen();
        }
        if (accounts.named(invite.email().value()).isPresent()) {
            return new Outcome.AccountExists();
        }
        List<Violation> violations = violations(invite, password, username, fullName);
        if (!violations.isEmpty()) {
            return new Outcome.Invalid(violations);
        }
        String hash = passwords.hash(password);
        UUID id = ids.next();
        String name = username == null ? "user-" + id : username;
        String shown = fullName == null || fullName.isBlank() ? invite.email().value() : fullName.strip();
        User user = new User(id, invite.tenantId(), name, shown, false, now()).reachedAt(invite.email(), now());
        Membership membership = membership(invite, id);
        return switch (invites.accept(invite.id(), user, membership, hash, now())) {
            case DONE -> {
                record(invite, user, ip);
                yield new Outcome.Joined(membership, user);
            }
            case STALE -> new Outcome.NotOpen();
            case EMAIL_TAKEN -> new Outcome.AccountExists();
            case USERNAME_TAKEN -> new Outcome.Invalid(List.of(new Violation("/username", "is taken")));
        };
    }

    private Optional<Invite> open(String token) {
        return invites.find(SecretHash.of(token)).filter(invite -> invite.openAt(now()) && stillGood(invite));
    }

    private boolean stillGood(Invite invite) {
        boolean systemAdmin = accounts.find(invite.invitedBy())
                .filter(user -> user.systemAdmin() && !user.disabled())
                .isPresent();
        return systemAdmin
                || members.find(invite.tenantId(), invite.invitedBy())
                        .filter(inviter -> !inviter.user().disabled())
                        .flatMap((Account inviter) -> inviter.roleIn(invite.tenantId()))
                        .filter(role -> role.atLeast(Role.ADMIN) && role.atLeast(invite.role()))
                        .isPresent();
    }

    private List<Violation> violations(
            Invite invite, Secret password, @Nullable String username, @Nullable String fullName) {
        var violations = new ArrayList<>(
                passwords.violations(password, "/password", invite.email().value(), username, fullName));
        if (username != null && !username.matches("[a-z0-9][a-z0-9._-]{2,39}")) {
            violations.add(new Violation(
                    "/username", "must have 3 to 40 of a to z, 0 to 9, . _ and -, and begin with a letter or digit"));
        }
        if (fullName != null && (fullName.length() > MAX_NAME || fullName.indexOf('\0') >= 0)) {
            violations.add(new Violation("/full_name", "must have at most " + MAX_NAME + " characters"));
        }
        return violations;
    }

    private Membership membership(Invite invite, UUID userId) {
        return new Membership(invite.tenantId(), userId, invite.role(), now());
    }

    private void record(Invite invite, User user, @Nullable String ip) {
        var details =
                Map.of("role", invite.role().wireName(), "invite", invite.id().toString());
        audit.record(invite.tenantId(), user.id(), "member.joined", "user:" + user.id(), ip, details);
    }

    private Instant now() {
        return ids.clock().instant();
    }
}
