package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.TenantStore;
import io.hexforge.ports.driven.identity.TenantStore.Stored;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes, shows and renames tenants. Safe for concurrent use.
public final class Tenants {
    private static final int RANDOM_DIGITS = 6;

    private final TenantStore tenants;
    private final AccountStore accounts;
    private final Standing standing;
    private final AuditTrail audit;
    private final Ids ids;

    public Tenants(TenantStore tenants, MemberStore members, AccountStore accounts, AuditTrail audit, Ids ids) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.standing = new Standing(members);
        this.audit = audit;
        this.ids = ids;
    }

    /// A tenant and what the actor is in it; null if nothing.
    public record Belonging(Tenant tenant, @Nullable Role role) {}

    public sealed interface Outcome {
        record Done(Tenant tenant, Role role) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        record SlugTaken() implements Outcome {}

        /// There is no such tenant, or it is none of the actor's business.
        record NotFound() implements Outcome {}

        /// Only owners change a tenant, while they act in it.
        record Forbidden() implements Outcome {}

        /// The tenant is not of the version that the caller expected.
        record Conflict(Tenant current) implements Outcome {}
    }

    /// {@return the tenants that the actor belongs to}
    public List<Belonging> mine(Actor actor) {
        List<Membership> memberships = accounts.memberships(actor.userId());
        return tenants.ofUser(actor.userId()).stream()
                .map(tenant -> new Belonging(tenant, role(memberships, tenant.id())))
                .toList();
    }

    /// {@return all tenants; null for all but who administers the installation}
    public @Nullable Page<Belonging> all(Actor actor, Page.Request request) {
        if (!actor.systemAdmin()) {
            return null;
        }
        List<Membership> memberships = accounts.memberships(actor.userId());
        Page<Tenant> page = tenants.page(request);
        return new Page<>(
                page.items().stream()
                        .map(tenant -> new Belonging(tenant, role(memberships, tenant.id())))
                        .toList(),
                page.next());
    }

    /// {@return a tenant that the actor belongs to, or any for who administers the installation}
    public Optional<Belonging> find(Actor actor, UUID id) {
        Role role = role(accounts.memberships(actor.userId()), id);
        return role == null && !actor.systemAdmin()
                ? Optional.empty()
                : tenants.find(id).map(tenant -> new Belonging(tenant, role));
    }

    /// Makes a tenant that the actor owns.
    ///
    /// @param slug null for one made from the name
    public Outcome create(Actor actor, String name, @Nullable String slug) {
        List<Violation> violations = violations(name, slug);
        if (!violations.isEmpty()) {
            return new Outcome.Invalid(violations);
        }
        var now = ids.clock().instant();
        var tenant = new Tenant(ids.next(), slug != null ? slug : slug(name), name.strip(), now);
        var owner = new Membership(tenant.id(), actor.userId(), Role.OWNER, now);
        if (tenants.add(tenant, owner) == Stored.SLUG_TAKEN) {
            return new Outcome.SlugTaken();
        }
        audit.record(tenant.id(), actor.userId(), "tenant.created", "tenant:" + tenant.id(), null, Map.of());
        return new Outcome.Done(tenant, Role.OWNER);
    }

    /// Renames a tenant.
    ///
    /// @param name null to leave it
    /// @param slug null to leave it
    /// @param expectedVersion null to change whatever version there is
    public Outcome rename(
            Actor actor, UUID id, @Nullable String name, @Nullable String slug, @Nullable Long expectedVersion) {
        Optional<Belonging> found = find(actor, id);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        if (!standing.atLeast(Role.OWNER, actor, id)) {
            return new Outcome.Forbidden();
        }
        Tenant old = found.get().tenant();
        List<Violation> violations = violations(name == null ? old.name() : name, slug);
        if (!violations.isEmpty()) {
            return new Outcome.Invalid(violations);
        }
        if (expectedVersion != null && expectedVersion != old.version()) {
            return new Outcome.Conflict(old);
        }
        Tenant changed = old.named(slug == null ? old.slug() : slug, name == null ? old.name() : name.strip());
        return switch (tenants.save(changed, old.version())) {
            case DONE -> {
                audit.record(id, actor.userId(), "tenant.renamed", "tenant:" + id, null, Map.of());
                yield new Outcome.Done(changed, Role.OWNER);
            }
            case SLUG_TAKEN -> new Outcome.SlugTaken();
            case STALE -> new Outcome.Conflict(tenants.find(id).orElse(old));
        };
    }

    private static @Nullable Role role(List<Membership> memberships, UUID tenantId) {
        return memberships.stream()
                .filter(each -> each.tenantId().equals(tenantId))
                .map(Membership::role)
                .findFirst()
                .orElse(null);
    }

    private static List<Violation> violations(String name, @Nullable String slug) {
        var violations = new ArrayList<Violation>();
        if (name.isBlank() || name.strip().length() > Tenant.MAX_NAME || name.indexOf('\0') >= 0) {
            violations.add(new Violation("/name", "must have 1 to " + Tenant.MAX_NAME + " characters"));
        }
        if (slug != null && !Tenant.validSlug(slug)) {
            violations.add(new Violation(
                    "/slug",
                    "must have 1 to " + Tenant.MAX_SLUG + " lower-case letters a to z, digits, and hyphens between"));
        }
        return violations;
    }

    /// {@return what is left of a name in a URL, and enough besides to be nobody else's}
    private String slug(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        String cut = plain.substring(0, Math.min(plain.length(), Tenant.MAX_SLUG - RANDOM_DIGITS - 1))
                .replaceAll("-+$", "");
        String id = ids.next().toString();
        String random = id.substring(id.length() - RANDOM_DIGITS);
        return cut.isEmpty() ? "tenant-" + random : cut + "-" + random;
    }
}
