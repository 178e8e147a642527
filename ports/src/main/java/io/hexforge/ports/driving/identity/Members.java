package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.Role;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.MemberStore.Search;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Shows the members of a tenant, gives them roles, and removes them. Safe for concurrent use.
///
/// Nobody gives a role above their own, nor touches who has one. One owner is always left. A change is in force at
/// once on this node, and on others within about a second, for API keys and for sessions.
public final class Members {
    private final MemberStore members;
    private final Standing standing;
    private final Reach reach;
    private final AuditTrail audit;

    public Members(MemberStore members, Reach reach, AuditTrail audit) {
        this.members = members;
        this.standing = new Standing(members);
        this.reach = reach;
        this.audit = audit;
    }

    public sealed interface Outcome {
        record Done(Account member) implements Outcome {}

        record Removed() implements Outcome {}

        /// There is no such member, or the tenant is none of the actor's business.
        record NotFound() implements Outcome {}

        /// @param why in a sentence
        record Forbidden(String why) implements Outcome {}

        record LastOwner() implements Outcome {}
    }

    /// {@return members by id, oldest first; null if the actor does not belong to the tenant}
    ///
    /// @param text part of a name or an address; null for all
    public @Nullable Page<Account> list(Actor actor, UUID tenantId, @Nullable String text, Page.Request request) {
        return standing.of(actor, tenantId).isEmpty() ? null : members.page(tenantId, new Search(text, null), request);
    }

    public Optional<Account> find(Actor actor, UUID tenantId, UUID userId) {
        return standing.of(actor, tenantId).flatMap(role -> members.find(tenantId, userId));
    }

    /// Gives a member another role.
    public Outcome changeRole(Actor actor, UUID tenantId, UUID userId, Role role) {
        return change(actor, tenantId, userId, role);
    }

    /// Ends a membership. Everybody may leave; administrators remove others. Who acts by an API key needs the scope
    /// [Scope#MEMBERS_WRITE] for either, and may else only look.
    public Outcome remove(Actor actor, UUID tenantId, UUID userId) {
        return change(actor, tenantId, userId, null);
    }

    /// @param role null to remove
    private Outcome change(Actor actor, UUID tenantId, UUID userId, @Nullable Role role) {
        while (true) {
            Role own = standing.of(actor, tenantId).orElse(null);
            Account member = own == null ? null : members.find(tenantId, userId).orElse(null);
            if (own == null || member == null) {
                return new Outcome.NotFound();
            }
            Role old = member.roleIn(tenantId).orElseThrow();
            boolean leaving = role == null && userId.equals(actor.userId());
            if (role == null && !actor.may(Scope.MEMBERS_WRITE) && (!leaving || actor.keyId() != null)) {
                return new Outcome.Forbidden("to remove members takes the scope " + Scope.MEMBERS_WRITE.wireName());
            }
            if (!leaving) {
                String obstacle = obstacle(own, old, role, member);
                if (obstacle != null) {
                    return new Outcome.Forbidden(obstacle);
                }
            }
            MemberStore.Change change = role == null
                    ? members.remove(tenantId, userId, old)
                    : members.changeRole(tenantId, userId, old, role);
            switch (change) {
                case DONE -> {
                    return done(actor, tenantId, userId, old, role);
                }
                case NOT_FOUND -> {
                    return new Outcome.NotFound();
                }
                case LAST_OWNER -> {
                    return new Outcome.LastOwner();
                }
                case STALE -> {}
            }
        }
    }

    /// {@return why who has the role `own` may not change a member; null if they may}
    ///
    /// @param role null to remove
    static @Nullable String obstacle(Role own, Role old, @Nullable Role role, Account member) {
        if (!own.atLeast(Role.ADMIN)) {
            return "only administrators of the tenant change its members";
        }
        if (!own.atLeast(old)) {
            return "nobody changes a member whose role is above their own";
        }
        if (role != null && !own.atLeast(role)) {
            return "nobody gives a role above their own";
        }
        if (role == Role.OWNER && member.service()) {
            return "a service account cannot own a tenant";
        }
        return null;
    }

    private Outcome done(Actor actor, UUID tenantId, UUID userId, Role old, @Nullable Role role) {
        reach.changed(userId);
        String action = role == null ? "member.removed" : "member.role_changed";
        var details =
                role == null ? Map.of("from", old.wireName()) : Map.of("from", old.wireName(), "to", role.wireName());
        audit.record(tenantId, actor.userId(), action, "user:" + userId, null, details);
        return role == null
                ? new Outcome.Removed()
                : members.find(tenantId, userId).<Outcome>map(Outcome.Done::new).orElseGet(Outcome.NotFound::new);
    }
}
