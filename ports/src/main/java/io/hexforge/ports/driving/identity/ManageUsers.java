package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.MemberStore.Search;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lets administrators look at users, shut them out, let them in again, and end their sessions. Safe for concurrent
/// use.
///
/// Who administers a tenant sees and changes its members alone, and of what they have only what belongs to the tenant:
/// nobody is shut out of other tenants by that. Who administers the installation reaches everybody. What is decided is
/// in force at once on this node, and on others within about a second.
public final class ManageUsers {
    private final MemberStore members;
    private final AccountStore accounts;
    private final Sessions sessions;
    private final Standing standing;
    private final Reach reach;
    private final AuditTrail audit;
    private final InstantSource clock;

    public ManageUsers(
            MemberStore members,
            AccountStore accounts,
            Sessions sessions,
            Reach reach,
            AuditTrail audit,
            InstantSource clock) {
        this.members = members;
        this.accounts = accounts;
        this.sessions = sessions;
        this.standing = new Standing(members);
        this.reach = reach;
        this.audit = audit;
        this.clock = clock;
    }

    public sealed interface Outcome {
        record Done(Account account) implements Outcome {}

        /// There is no such user, or it is none of the actor's business.
        record NotFound() implements Outcome {}

        /// @param why in a sentence
        record Forbidden(String why) implements Outcome {}

        record LastOwner() implements Outcome {}
    }

    /// {@return users by id, oldest first; null for all but administrators}
    ///
    /// @param tenantId whose members; null for the actor's own tenant, or, for who administers the
    ///     installation, for all users
    /// @param text part of a name or an address; null for all
    public @Nullable Page<Account> list(
            Actor actor, @Nullable UUID tenantId, @Nullable String text, Page.Request request) {
        UUID wanted = tenantId != null || actor.systemAdmin() ? tenantId : actor.tenantId();
        return wanted == null || standing.atLeast(Role.ADMIN, actor, wanted)
                ? members.page(wanted, new Search(text, null), request)
                : null;
    }

    public Optional<Account> find(Actor actor, UUID userId) {
        return actor.systemAdmin()
                ? members.find(null, userId)
                : Optional.of(actor.tenantId())
                        .filter(tenant -> standing.atLeast(Role.ADMIN, actor, tenant))
                        .flatMap(tenant -> members.find(tenant, userId));
    }

    /// What shall be different; null stays as it is.
    ///
    /// @param systemAdmin whether it administers the whole installation
    public record Wanted(
            @Nullable Boolean disabled,
            @Nullable Boolean systemAdmin,
            @Nullable NewRole role) {
        private User of(User user, Instant now) {
            User changed = user;
            if (systemAdmin != null && systemAdmin != user.systemAdmin()) {
                changed = changed.administering(systemAdmin);
            }
            if (disabled != null && disabled != user.disabled()) {
                changed = disabled ? changed.disabled(now) : changed.enabled();
            }
            return changed;
        }
    }

    public record NewRole(UUID tenantId, Role role) {}

    /// Shuts a user out: its sessions end, its keys stop.
    public Outcome disable(Actor actor, UUID userId) {
        return change(actor, userId, new Wanted(true, null, null));
    }

    /// Lets a user in again. Its keys work as before; it logs in anew.
    public Outcome enable(Actor actor, UUID userId) {
        return change(actor, userId, new Wanted(false, null, null));
    }

    /// Lets a user administer the whole installation, or no longer.
    public Outcome administer(Actor actor, UUID userId, boolean wholeInstallation) {
        return change(actor, userId, new Wanted(null, wholeInstallation, null));
    }

    /// Changes a user and its role, all or nothing.
    public Outcome change(Actor actor, UUID userId, Wanted wanted) {
        if (wanted.systemAdmin() != null && !(actor.systemAdmin() && actor.may(Scope.ALL))) {
            return new Outcome.Forbidden(
                    "only who administers the installation, with every scope, decides who else does");
        }
        while (true) {
            Account account = find(actor, userId).orElse(null);
            if (account == null) {
                return new Outcome.NotFound();
            }
            String obstacle = obstacle(actor, account);
            if (obstacle != null) {
                return new Outcome.Forbidden(obstacle);
            }
            User user = account.user();
            User changed = wanted.of(user, clock.instant());
            Outcome outcome =
                    wanted.role() == null ? save(actor, user, changed) : save(actor, user, changed, wanted.role());
            if (outcome != null) {
                return outcome;
            }
        }
    }

    /// {@return null if somebody else has changed the user meanwhile}
    private @Nullable Outcome save(Actor actor, User user, User changed) {
        if (changed.version() != user.version()) {
            if (accounts.save(changed, user.version()) != AccountStore.Stored.DONE) {
                return null;
            }
            changed(actor, user, changed);
        }
        return done(actor, user.id());
    }

    /// {@return null if somebody else has changed the user or the role meanwhile}
    private @Nullable Outcome save(Actor actor, User user, User changed, NewRole wanted) {
        UUID tenantId = wanted.tenantId();
        Role own = standing.of(actor, tenantId).orElse(null);
        Account member = own == null ? null : members.find(tenantId, user.id()).orElse(null);
        if (own == null || member == null) {
            return new Outcome.NotFound();
        }
        Role old = member.roleIn(tenantId).orElseThrow();
        String obstacle = Members.obstacle(own, old, wanted.role(), member);
        if (obstacle != null) {
            return new Outcome.Forbidden(obstacle);
        }
        return switch (members.changeRole(tenantId, old, wanted.role(), changed, user.version())) {
            case DONE -> {
                reach.changed(user.id());
                var details = Map.of("from", old.wireName(), "to", wanted.role().wireName());
                audit.record(tenantId, actor.userId(), "member.role_changed", "user:" + user.id(), null, details);
                changed(actor, user, changed);
                yield done(actor, user.id());
            }
            case NOT_FOUND -> new Outcome.NotFound();
            case LAST_OWNER -> new Outcome.LastOwner();
            case STALE -> null;
        };
    }

    private void changed(Actor actor, User user, User changed) {
        if (changed.version() != user.version()) {
            reach.cutOff(user.id());
        }
        if (changed.systemAdmin() != user.systemAdmin()) {
            record(actor, user, changed.systemAdmin() ? "user.made_system_admin" : "user.unmade_system_admin");
        }
        if (changed.disabled() != user.disabled()) {
            record(actor, user, changed.disabled() ? "user.disabled" : "user.enabled");
        }
    }

    private void record(Actor actor, User user, String action) {
        audit.record(actor, action, "user:" + user.id(), null, Map.of());
    }

    private Outcome done(Actor actor, UUID userId) {
        return find(actor, userId).<Outcome>map(Outcome.Done::new).orElseGet(Outcome.NotFound::new);
    }

    private @Nullable String obstacle(Actor actor, Account account) {
        User user = account.user();
        if (user.id().equals(actor.userId())) {
            return "nobody does that to themselves";
        }
        if (actor.systemAdmin()) {
            return null;
        }
        if (user.systemAdmin()) {
            return "this user administers the installation";
        }
        Role own = standing.of(actor, actor.tenantId()).orElse(Role.VIEWER);
        if (!account.roleIn(actor.tenantId()).filter(own::atLeast).isPresent()) {
            return "this user's role is above your own";
        }
        boolean elsewhere = accounts.memberships(user.id()).size() > 1;
        return elsewhere ? "this user belongs to other tenants, too: remove it from yours instead" : null;
    }

    /// {@return the sessions of a user that can be continued, the last used first; empty if the user is none of the
    /// actor's business}
    public Optional<List<Session>> sessions(Actor actor, UUID userId) {
        return find(actor, userId)
                .map(account -> sessions.list(new Actor(actor.tenantId(), userId, null, Set.of(), false)).stream()
                        .filter(session ->
                                actor.systemAdmin() || session.tenantId().equals(actor.tenantId()))
                        .toList());
    }

    /// Ends sessions of a user, their access tokens included.
    ///
    /// @param sessionId null for all
    /// @return how many were ended; empty if the user, or the session, is none of the actor's business
    public Optional<Integer> endSessions(Actor actor, UUID userId, @Nullable UUID sessionId) {
        Account account = find(actor, userId).orElse(null);
        Role own = standing.of(actor, actor.tenantId()).orElse(Role.VIEWER);
        if (account == null || (!actor.systemAdmin() && outranks(account, own, actor))) {
            return Optional.empty();
        }
        List<Session> ending = sessions(actor, userId).orElse(List.of()).stream()
                .filter(session -> sessionId == null || session.id().equals(sessionId))
                .toList();
        if (sessionId != null && ending.isEmpty()) {
            return Optional.empty();
        }
        for (Session session : ending) {
            sessions.end(session.id(), EndReason.REVOKED);
            audit.record(
                    actor,
                    "session.revoked",
                    "user:" + userId,
                    null,
                    Map.of("session", session.id().toString()));
        }
        return Optional.of(ending.size());
    }

    private static boolean outranks(Account account, Role own, Actor actor) {
        return account.user().systemAdmin()
                || account.roleIn(actor.tenantId()).filter(own::atLeast).isEmpty();
    }
}
