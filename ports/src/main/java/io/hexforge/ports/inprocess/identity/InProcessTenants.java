package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.TenantStore;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tenants and their members in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessTenants implements TenantStore, MemberStore {
    private final InProcessAccounts accounts;

    /// @param accounts whose users are members
    public InProcessTenants(InProcessAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Stored add(Tenant tenant, Membership owner) {
        synchronized (accounts) {
            if (taken(tenant)) {
                return Stored.SLUG_TAKEN;
            }
            accounts.tenants.put(tenant.id(), tenant);
            accounts.join(owner);
            return Stored.DONE;
        }
    }

    @Override
    public Stored save(Tenant changed, long expectedVersion) {
        synchronized (accounts) {
            Tenant stored = accounts.tenants.get(changed.id());
            if (stored == null || stored.version() != expectedVersion) {
                return Stored.STALE;
            }
            if (taken(changed)) {
                return Stored.SLUG_TAKEN;
            }
            accounts.tenants.put(changed.id(), changed);
            return Stored.DONE;
        }
    }

    private boolean taken(Tenant tenant) {
        return accounts.tenants.values().stream()
                .anyMatch(other ->
                        other.slug().equals(tenant.slug()) && !other.id().equals(tenant.id()));
    }

    @Override
    public Optional<Tenant> find(UUID id) {
        synchronized (accounts) {
            return Optional.ofNullable(accounts.tenants.get(id));
        }
    }

    @Override
    public List<Tenant> ofUser(UUID userId) {
        synchronized (accounts) {
            return accounts.memberships(userId).stream()
                    .sorted(Comparator.comparing(Membership::createdAt))
                    .flatMap(each -> Stream.ofNullable(accounts.tenants.get(each.tenantId())))
                    .toList();
        }
    }

    @Override
    public Page<Tenant> page(Page.Request request) {
        synchronized (accounts) {
            return page(accounts.tenants.values().stream(), Tenant::id, request);
        }
    }

    @Override
    public Page<Account> page(@Nullable UUID tenantId, Search search, Page.Request request) {
        synchronized (accounts) {
            var all = accounts.users.values().stream()
                    .flatMap(user -> Stream.ofNullable(account(tenantId, user)))
                    .filter(account -> matches(account, search));
            return page(all, account -> account.user().id(), request);
        }
    }

    @Override
    public Optional<Account> find(@Nullable UUID tenantId, UUID userId) {
        synchronized (accounts) {
            return accounts.find(userId).flatMap(user -> Optional.ofNullable(account(tenantId, user)));
        }
    }

    @Override
    public boolean add(Membership membership) {
        synchronized (accounts) {
            return accounts.join(membership);
        }
    }

    @Override
    public Change changeRole(UUID tenantId, UUID userId, Role expected, Role role) {
        return change(tenantId, userId, expected, role, () -> true);
    }

    @Override
    public Change changeRole(UUID tenantId, Role expected, Role role, User changed, long expectedVersion) {
        return change(
                tenantId,
                changed.id(),
                expected,
                role,
                () -> accounts.save(changed, expectedVersion) == AccountStore.Stored.DONE);
    }

    @Override
    public Change remove(UUID tenantId, UUID userId, Role expected) {
        return change(tenantId, userId, expected, null, () -> true);
    }

    /// @param besides changes something else as well, or says no, changing nothing
    private Change change(UUID tenantId, UUID userId, Role expected, @Nullable Role role, BooleanSupplier besides) {
        synchronized (accounts) {
            Membership old = accounts.memberships(userId).stream()
                    .filter(each -> each.tenantId().equals(tenantId))
                    .findFirst()
                    .orElse(null);
            if (old == null) {
                return Change.NOT_FOUND;
            }
            if (old.role() != expected) {
                return Change.STALE;
            }
            if (expected == Role.OWNER && role != Role.OWNER && !ownedByAnother(tenantId, userId)) {
                return Change.LAST_OWNER;
            }
            if (!besides.getAsBoolean()) {
                return Change.STALE;
            }
            accounts.replace(old, role == null ? null : new Membership(tenantId, userId, role, old.createdAt()));
            return Change.DONE;
        }
    }

    private boolean ownedByAnother(UUID tenantId, UUID userId) {
        return accounts.memberships.stream()
                .filter(each -> each.tenantId().equals(tenantId)
                        && each.role() == Role.OWNER
                        && !each.userId().equals(userId))
                .anyMatch(each -> accounts.find(each.userId())
                        .filter(user -> !user.disabled())
                        .isPresent());
    }

    private @Nullable Account account(@Nullable UUID tenantId, User user) {
        List<Membership> seen = accounts.memberships(user.id()).stream()
                .filter(each -> tenantId == null || tenantId.equals(each.tenantId()))
                .toList();
        return tenantId != null && seen.isEmpty() ? null : new Account(user, seen);
    }

    private static boolean matches(Account account, Search search) {
        User user = account.user();
        String names = user.username() + " " + user.displayName() + " " + (user.email() == null ? "" : user.email());
        String text = search.text();
        return (text == null || names.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
                && (search.services() == null || search.services() == account.service());
    }

    private static <T> Page<T> page(Stream<T> all, Function<T, UUID> id, Page.Request request) {
        UUID after = request.after();
        List<T> found = all.filter(
                        each -> after == null || id.apply(each).toString().compareTo(after.toString()) > 0)
                .sorted(Comparator.comparing(each -> id.apply(each).toString()))
                .limit(request.limit() + 1L)
                .toList();
        boolean more = found.size() > request.limit();
        List<T> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? id.apply(items.getLast()) : null);
    }
}
