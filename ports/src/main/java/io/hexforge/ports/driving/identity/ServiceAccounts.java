package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.MemberStore.Search;
import io.hexforge.ports.driven.identity.TenantStore;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes machines members of a tenant. A service account has neither an address nor a password, so that nobody logs
/// in as it; it acts by API keys, which the tenant's administrators make for it. Safe for concurrent use.
///
/// It may do no more than its role allows, and its keys no more than who makes them.
public final class ServiceAccounts {
    private static final int MAX_NAME = 100;

    private final TenantStore tenants;
    private final MemberStore members;
    private final AccountStore accounts;
    private final ManageApiKeys keys;
    private final Standing standing;
    private final AuditTrail audit;
    private final Ids ids;

    public ServiceAccounts(
            TenantStore tenants,
            MemberStore members,
            AccountStore accounts,
            ManageApiKeys keys,
            AuditTrail audit,
            Ids ids) {
        this.tenants = tenants;
        this.members = members;
        this.accounts = accounts;
        this.keys = keys;
        this.standing = new Standing(members);
        this.audit = audit;
        this.ids = ids;
    }

    public sealed interface Outcome {
        record Done(Account account) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        /// The tenant is none of the actor's business.
        record NotFound() implements Outcome {}

        /// @param why in a sentence
        record Forbidden(String why) implements Outcome {}
    }

    /// {@return a tenant's service accounts; null for all but those who administer the tenant}
    public @Nullable Page<Account> list(Actor actor, UUID tenantId, Page.Request request) {
        return standing.atLeast(Role.ADMIN, actor, tenantId)
                ? members.page(tenantId, new Search(null, true), request)
                : null;
    }

    public Outcome create(Actor actor, UUID tenantId, String name, Role role) {
        Role own = standing.of(actor, tenantId).orElse(null);
        if (own == null || tenants.find(tenantId).isEmpty()) {
            return new Outcome.NotFound();
        }
        if (!own.atLeast(Role.ADMIN)) {
            return new Outcome.Forbidden("only administrators of the tenant make service accounts");
        }
        if (role == Role.OWNER || !own.atLeast(role)) {
            return new Outcome.Forbidden(
                    role == Role.OWNER
                            ? "a service account cannot own a tenant"
                            : "nobody gives a role above their own");
        }
        if (name.isBlank() || name.strip().length() > MAX_NAME || name.indexOf('\0') >= 0) {
            return new Outcome.Invalid(List.of(new Violation("/name", "must have 1 to " + MAX_NAME + " characters")));
        }
        UUID id = ids.next();
        Instant now = ids.clock().instant();
        var user = new User(id, tenantId, "service-" + id, name.strip(), false, now);
        var membership = new Membership(tenantId, id, role, now);
        AccountStore.Stored stored = accounts.add(user, null, membership, null);
        if (stored != AccountStore.Stored.DONE) {
            throw new IllegalStateException("a new id is taken: " + stored);
        }
        record(actor, tenantId, "service_account.created", id, Map.of("role", role.wireName()));
        return new Outcome.Done(new Account(user, List.of(membership)));
    }

    /// {@return the keys of a service account; null for all but those who administer its tenant}
    public @Nullable Page<ApiKey> keys(Actor actor, UUID tenantId, UUID id, Page.Request request) {
        return acting(actor, tenantId, id)
                .map(service -> keys.list(service, request))
                .orElse(null);
    }

    /// Issues a key to a service account.
    ///
    /// @param scopes null for all that the account's role allows and the actor has
    /// @param expiresAt null for never
    public ManageApiKeys.Issued issueKey(
            Actor actor,
            UUID tenantId,
            UUID id,
            String name,
            @Nullable Set<Scope> scopes,
            @Nullable Instant expiresAt) {
        Actor service = acting(actor, tenantId, id).orElse(null);
        if (service == null) {
            return new ManageApiKeys.Issued.NotFound();
        }
        var issued = keys.create(service, name, scopes == null ? service.scopes() : scopes, expiresAt);
        if (issued instanceof ManageApiKeys.Issued.Made made) {
            record(
                    actor,
                    tenantId,
                    "service_account.key_issued",
                    id,
                    Map.of("key", made.key().id().toString()));
        }
        return issued;
    }

    /// Withdraws a key of a service account at once.
    public ManageApiKeys.Changed revokeKey(Actor actor, UUID tenantId, UUID id, UUID keyId) {
        Actor service = acting(actor, tenantId, id).orElse(null);
        if (service == null) {
            return new ManageApiKeys.Changed.NotFound();
        }
        ManageApiKeys.Changed changed = keys.revoke(service, keyId);
        if (changed instanceof ManageApiKeys.Changed.Saved) {
            record(actor, tenantId, "service_account.key_revoked", id, Map.of("key", keyId.toString()));
        }
        return changed;
    }

    /// {@return the service account as it acts for somebody who administers its tenant: with no more than both may}
    private Optional<Actor> acting(Actor actor, UUID tenantId, UUID id) {
        return standing.of(actor, tenantId)
                .filter(own -> own.atLeast(Role.ADMIN))
                .flatMap(own -> members.find(tenantId, id)
                        .filter(Account::service)
                        .flatMap(service -> service.roleIn(tenantId))
                        .filter(own::atLeast))
                .map(role -> {
                    var scopes = EnumSet.noneOf(Scope.class);
                    role.scopes().stream().filter(actor::may).forEach(scopes::add);
                    return new Actor(tenantId, id, null, scopes, false);
                });
    }

    private void record(Actor actor, UUID tenantId, String action, UUID id, Map<String, String> details) {
        audit.record(tenantId, actor.userId(), action, "user:" + id, null, details);
    }
}
