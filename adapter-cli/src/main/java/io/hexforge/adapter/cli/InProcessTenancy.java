package io.hexforge.adapter.cli;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.domain.identity.Invite;
import io.hexforge.domain.identity.InviteCode;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driving.identity.InviteCodes;
import io.hexforge.ports.driving.identity.Invites;
import io.hexforge.ports.driving.identity.ManageUsers;
import io.hexforge.ports.driving.identity.ReadAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The tenants of the Hexforge inside this process, for one user.
public record InProcessTenancy(
        Actor actor, ReadAudit readAudit, ManageUsers manageUsers, Invites invites, InviteCodes inviteCodes)
        implements Tenancy {
    @Override
    public List<AuditEntry> audit(AuditQuestion question) {
        var filter = new AuditFilter(question.action(), null, question.subject(), null, null);
        return readAudit.page(actor, filter, new Page.Request(null, question.count())).items().stream()
                .map(InProcessTenancy::entry)
                .toList();
    }

    @Override
    public Optional<String> checkAudit() {
        return switch (readAudit.check(actor)) {
            case ReadAudit.Checked.Intact() -> Optional.empty();
            case ReadAudit.Checked.Broken(String what) -> Optional.of(what);
            case ReadAudit.Checked.Forbidden() ->
                throw new CommandFailed("only who administers the installation checks the audit log");
        };
    }

    @Override
    public List<Person> users(@Nullable String text) {
        return Pages.all(request -> manageUsers.list(actor, null, text, request)).stream()
                .map(InProcessTenancy::person)
                .toList();
    }

    @Override
    public Person shutOut(String user, boolean out) {
        UUID id = userId(user);
        return switch (out ? manageUsers.disable(actor, id) : manageUsers.enable(actor, id)) {
            case ManageUsers.Outcome.Done(Account account) -> person(account);
            case ManageUsers.Outcome.NotFound() -> throw new CommandFailed("there is no user " + user);
            case ManageUsers.Outcome.Forbidden(String why) -> throw new CommandFailed(why);
            case ManageUsers.Outcome.LastOwner() -> throw new CommandFailed("nobody else owns the tenant");
        };
    }

    private UUID userId(String user) {
        String name = user.toLowerCase(Locale.ROOT);
        return Pages.all(request -> manageUsers.list(actor, null, isId(user) ? null : user, request)).stream()
                .map(Account::user)
                .filter(each -> each.id().toString().equals(name)
                        || each.username().equals(name)
                        || (each.email() != null && each.email().value().equals(name)))
                .map(User::id)
                .findFirst()
                .orElseThrow(() -> new CommandFailed("there is no user " + user + " (see: hexforge users list)"));
    }

    private static boolean isId(String text) {
        return text.matches("[0-9a-fA-F-]{36}");
    }

    @Override
    public List<Invitation> invitations() {
        var found = new ArrayList<Invitation>();
        Pages.all(request -> invites.list(actor, actor.tenantId(), request)).forEach(invite -> found.add(of(invite)));
        if (actor.systemAdmin()) {
            Pages.all(request -> inviteCodes.list(actor, request)).forEach(code -> found.add(of(code)));
        }
        return found;
    }

    @Override
    public Invitation invite(String email, String role) {
        Role wanted = Role.named(role)
                .orElseThrow(() -> new CommandFailed(role + " is none of viewer, member, admin, owner"));
        return switch (invites.send(actor, actor.tenantId(), email, wanted)) {
            case Invites.Outcome.Done(Invite invite) -> of(invite);
            case Invites.Outcome.Invalid(List<Violation> violations) -> throw CommandFailed.of(violations);
            case Invites.Outcome.NotFound() -> throw new CommandFailed("your tenant is gone");
            case Invites.Outcome.Forbidden(String why) -> throw new CommandFailed(why);
            case Invites.Outcome.AlreadyMember() -> throw new CommandFailed(email + " is a member already");
        };
    }

    @Override
    public Invitation makeCode(int maxUses) {
        return switch (inviteCodes.create(actor, maxUses, null)) {
            case InviteCodes.Outcome.Done(InviteCode code) -> of(code);
            case InviteCodes.Outcome.Invalid(List<Violation> violations) -> throw CommandFailed.of(violations);
            case InviteCodes.Outcome.NotFound() -> throw new IllegalStateException("a new code is not there");
            case InviteCodes.Outcome.Forbidden() ->
                throw new CommandFailed("only who administers the installation makes invite codes");
        };
    }

    @Override
    public void revokeInvitation(String id) {
        if (!isId(id)) {
            throw new CommandFailed(id + " is not the id of an invitation (see: hexforge invites list)");
        }
        UUID wanted = UUID.fromString(id);
        boolean revoked = invites.revoke(actor, actor.tenantId(), wanted) instanceof Invites.Outcome.Done
                || inviteCodes.revoke(actor, wanted) instanceof InviteCodes.Outcome.Done;
        if (!revoked) {
            throw new CommandFailed("there is no such invitation");
        }
    }

    private Invitation of(Invite invite) {
        return new Invitation(
                invite.id().toString(), invite.email().value(), invite.role().wireName(), invite.status(invites.now()));
    }

    private Invitation of(InviteCode code) {
        return new Invitation(
                code.id().toString(),
                code.code(),
                code.remaining() + " of " + code.maxUses() + " left",
                inviteCodes.usable(code) ? "active" : "inactive");
    }

    private static Person person(Account account) {
        User user = account.user();
        return new Person(
                user.id().toString(),
                user.username(),
                user.email() == null ? null : user.email().value(),
                account.memberships().stream()
                        .map(each -> each.role().wireName())
                        .toList(),
                user.systemAdmin(),
                user.disabled());
    }

    private static AuditEntry entry(AuditEvent event) {
        return new AuditEntry(
                event.at().toString(),
                text(event.tenantId()),
                text(event.actorId()),
                event.action(),
                event.subject(),
                event.ip(),
                event.details());
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
