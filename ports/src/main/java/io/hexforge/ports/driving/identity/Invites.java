package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Invite;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.InviteStore;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.TenantStore;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Invites people into a tenant by mail. Safe for concurrent use.
///
/// The mail's link holds a token that works once, for seven days; only its hash is stored, and only the mail shows it,
/// so that whoever accepts has proved that the address is theirs. [AcceptInvite] does that.
public final class Invites {
    private static final int TOKEN_BYTES = 32;

    private final InviteStore invites;
    private final TenantStore tenants;
    private final MemberStore members;
    private final AccountStore accounts;
    private final Standing standing;
    private final SendMail mail;
    private final AuditTrail audit;
    private final WebLinks links;
    private final Ids ids;
    private final RandomGenerator secureRandom;

    public Invites(
            InviteStore invites,
            TenantStore tenants,
            MemberStore members,
            AccountStore accounts,
            SendMail mail,
            AuditTrail audit,
            WebLinks links,
            Ids ids,
            RandomGenerator secureRandom) {
        this.invites = invites;
        this.tenants = tenants;
        this.members = members;
        this.accounts = accounts;
        this.standing = new Standing(members);
        this.mail = mail;
        this.audit = audit;
        this.links = links;
        this.ids = ids;
        this.secureRandom = secureRandom;
    }

    public sealed interface Outcome {
        record Done(Invite invite) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        /// There is no such invitation, or the tenant is none of the actor's business.
        record NotFound() implements Outcome {}

        /// @param why in a sentence
        record Forbidden(String why) implements Outcome {}

        record AlreadyMember() implements Outcome {}
    }

    /// Sends an invitation. An earlier one to the same address is withdrawn.
    public Outcome send(Actor actor, UUID tenantId, String address, Role role) {
        Role own = standing.of(actor, tenantId).orElse(null);
        Tenant tenant = own == null ? null : tenants.find(tenantId).orElse(null);
        if (own == null || tenant == null) {
            return new Outcome.NotFound();
        }
        if (!own.atLeast(Role.ADMIN)) {
            return new Outcome.Forbidden("only administrators of the tenant invite people");
        }
        if (!own.atLeast(role)) {
            return new Outcome.Forbidden("nobody gives a role above their own");
        }
        Optional<EmailAddress> email = EmailAddress.parse(address);
        if (email.isEmpty()) {
            return new Outcome.Invalid(List.of(new Violation("/email", "is not an e-mail address")));
        }
        boolean member = accounts.named(email.get().value())
                .flatMap(user -> members.find(tenantId, user.id()))
                .isPresent();
        if (member) {
            return new Outcome.AlreadyMember();
        }
        return new Outcome.Done(sent(actor, tenant, email.get(), role));
    }

    private Invite sent(Actor actor, Tenant tenant, EmailAddress email, Role role) {
        byte[] bytes = new byte[TOKEN_BYTES];
        secureRandom.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var invite = new Invite(
                ids.next(),
                tenant.id(),
                email,
                role,
                SecretHash.of(token),
                actor.userId(),
                ids.clock().instant());
        invites.add(invite);
        String inviter = accounts.find(actor.userId()).map(User::displayName).orElse("");
        mail.send(
                email,
                MailTemplate.INVITE,
                Map.of(
                        "link", links.to("accept-invite", "token", token),
                        "inviter", inviter.isBlank() ? "Somebody" : inviter,
                        "tenant", tenant.name(),
                        "role", role.wireName(),
                        "valid_for", Invite.LIFE.toDays() + " days"));
        record(actor, "invite.sent", invite);
        return invite;
    }

    /// {@return a tenant's invitations, newest first; null for all but those who administer the tenant}
    public @Nullable Page<Invite> list(Actor actor, UUID tenantId, Page.Request request) {
        return standing.atLeast(Role.ADMIN, actor, tenantId) ? invites.page(tenantId, request) : null;
    }

    /// {@return the time by which invitations are judged}
    public Instant now() {
        return ids.clock().instant();
    }

    /// Withdraws an invitation; one that was accepted stays accepted.
    public Outcome revoke(Actor actor, UUID tenantId, UUID id) {
        if (!standing.atLeast(Role.ADMIN, actor, tenantId)) {
            return new Outcome.NotFound();
        }
        Optional<Invite> revoked = invites.revoke(tenantId, id, ids.clock().instant());
        revoked.ifPresent(invite -> record(actor, "invite.revoked", invite));
        return revoked.<Outcome>map(Outcome.Done::new).orElseGet(Outcome.NotFound::new);
    }

    private void record(Actor actor, String action, Invite invite) {
        var details =
                Map.of("email", invite.email().value(), "role", invite.role().wireName());
        audit.record(invite.tenantId(), actor.userId(), action, "invite:" + invite.id(), null, details);
    }
}
