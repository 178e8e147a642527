package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Credential;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.identity.PasswordStore;
import io.hexforge.ports.driven.identity.PersonalData;
import io.hexforge.ports.driven.identity.TieStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tenants, users and API keys in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessAccounts implements AccountStore, PasswordStore, ApiKeyStore, TieStore, PersonalData {
    private final NavigableMap<String, ApiKey> keys = new TreeMap<>();
    /// Guarded, like all that follows, by this; [InProcessTenants] works on it, too.
    final Map<UUID, Tenant> tenants = new LinkedHashMap<>();

    final Map<UUID, User> users = new LinkedHashMap<>();
    final List<Membership> memberships = new ArrayList<>();
    private final Map<UUID, StoredPassword> passwords = new HashMap<>();
    private long version;

    @Override
    public synchronized boolean found(Tenant tenant, User firstUser, ApiKey key) {
        if (!users.isEmpty()) {
            return false;
        }
        tenants.put(tenant.id(), tenant);
        users.put(firstUser.id(), firstUser);
        memberships.add(new Membership(tenant.id(), firstUser.id(), Role.OWNER, firstUser.createdAt()));
        put(key);
        return true;
    }

    @Override
    public synchronized Optional<User> operator() {
        return users.values().stream().filter(User::systemAdmin).findFirst();
    }

    @Override
    public synchronized Stored add(
            User user, @Nullable Tenant newTenant, Membership membership, @Nullable String passwordHash) {
        Stored outcome = taken(user);
        if (outcome == Stored.DONE) {
            if (newTenant != null) {
                tenants.put(newTenant.id(), newTenant);
            }
            users.put(user.id(), user);
            memberships.add(membership);
            if (passwordHash != null) {
                passwords.put(user.id(), new StoredPassword(passwordHash, user.createdAt()));
            }
        }
        return outcome;
    }

    @Override
    public synchronized Stored save(User changed, long expectedVersion) {
        User stored = users.get(changed.id());
        if (stored == null || stored.version() != expectedVersion) {
            return Stored.STALE;
        }
        Stored outcome = taken(changed);
        if (outcome == Stored.DONE) {
            users.put(changed.id(), changed);
            version++;
        }
        return outcome;
    }

    @Override
    public synchronized Optional<User> find(UUID id) {
        return Optional.ofNullable(users.get(id));
    }

    @Override
    public synchronized Optional<Account> account(UUID id) {
        return find(id).map(user -> new Account(user, memberships(id)));
    }

    @Override
    public synchronized Optional<User> named(String usernameOrEmail) {
        return users.values().stream()
                .filter(user -> user.username().equals(usernameOrEmail)
                        || (user.email() != null && user.email().value().equals(usernameOrEmail)))
                .findFirst();
    }

    @Override
    public synchronized List<Membership> memberships(UUID userId) {
        return memberships.stream().filter(each -> each.userId().equals(userId)).toList();
    }

    @Override
    public synchronized Optional<StoredPassword> of(UUID userId) {
        return Optional.ofNullable(passwords.get(userId));
    }

    @Override
    public synchronized void put(UUID userId, StoredPassword password) {
        if (users.containsKey(userId)) {
            passwords.put(userId, password);
        }
    }

    @Override
    public synchronized Ties tiesOf(UUID userId) {
        var ownerless = new HashSet<UUID>();
        var alone = new HashSet<UUID>();
        for (Membership own : memberships(userId)) {
            List<Membership> others = othersIn(own);
            if (others.isEmpty()) {
                alone.add(own.tenantId());
            } else if (own.role() == Role.OWNER && others.stream().noneMatch(each -> each.role() == Role.OWNER)) {
                ownerless.add(own.tenantId());
            }
        }
        User user = users.get(userId);
        boolean onlyAdministrator = user != null
                && user.systemAdmin()
                && users.values().stream().filter(User::systemAdmin).count() == 1;
        return new Ties(onlyAdministrator, ownerless, alone);
    }

    @Override
    public synchronized void handOver(UUID userId) {
        Set<UUID> ownerless = tiesOf(userId).ownerless();
        for (Membership own : memberships(userId)) {
            if (ownerless.contains(own.tenantId())) {
                Membership heir = othersIn(own).stream()
                        .min(Comparator.comparing(Membership::role).reversed().thenComparing(Membership::createdAt))
                        .orElseThrow();
                memberships.remove(heir);
                memberships.add(new Membership(heir.tenantId(), heir.userId(), Role.OWNER, heir.createdAt()));
                version++;
            }
        }
    }

    private List<Membership> othersIn(Membership own) {
        return memberships.stream()
                .filter(each -> each.tenantId().equals(own.tenantId())
                        && !each.userId().equals(own.userId())
                        && !isMachine(users.get(each.userId())))
                .toList();
    }

    private static boolean isMachine(@Nullable User user) {
        return user != null && user.email() == null && !user.systemAdmin();
    }

    @Override
    public List<String> sections() {
        return List.of("account", "memberships", "api_keys");
    }

    @Override
    public synchronized List<JsonObject> records(UUID userId, String section, int offset, int limit) {
        Stream<JsonObject> all = switch (section) {
            case "account" -> Stream.ofNullable(users.get(userId)).map(InProcessAccounts::record);
            case "memberships" -> memberships(userId).stream().map(InProcessAccounts::record);
            case "api_keys" ->
                keys.values().stream()
                        .filter(key -> key.userId().equals(userId))
                        .map(InProcessAccounts::record);
            default -> throw new IllegalArgumentException("there is no such section");
        };
        return all.skip(offset).limit(limit).toList();
    }

    private static JsonObject record(User user) {
        return JsonObject.EMPTY
                .with("id", text(user.id()))
                .with("username", text(user.username()))
                .with("email", text(user.email()))
                .with("display_name", text(user.displayName()))
                .with("created_at", text(user.createdAt()));
    }

    private static JsonObject record(Membership membership) {
        return JsonObject.EMPTY
                .with("tenant_id", text(membership.tenantId()))
                .with("role", text(membership.role().wireName()))
                .with("created_at", text(membership.createdAt()));
    }

    private static JsonObject record(ApiKey key) {
        return JsonObject.EMPTY
                .with("id", text(key.id()))
                .with("name", text(key.name()))
                .with("preview", text(key.preview()))
                .with("created_at", text(key.createdAt()));
    }

    private static JsonValue text(@Nullable Object value) {
        return value == null ? new JsonValue.JsonNull() : new JsonValue.JsonString(value.toString());
    }

    @Override
    public synchronized void erase(UUID userId, Set<UUID> endedTenants) {
        users.remove(userId);
        users.values().removeIf(user -> isMachine(user) && endedTenants.contains(user.tenantId()));
        passwords.remove(userId);
        memberships.removeIf(each -> each.userId().equals(userId) || endedTenants.contains(each.tenantId()));
        keys.values().removeIf(key -> !users.containsKey(key.userId()));
        tenants.keySet().removeAll(endedTenants);
        version++;
    }

    private Stored taken(User user) {
        for (User other : users.values()) {
            if (other.id().equals(user.id())) {
                continue;
            }
            if (user.email() != null && user.email().equals(other.email())) {
                return Stored.EMAIL_TAKEN;
            }
            if (user.username().equals(other.username())) {
                return Stored.USERNAME_TAKEN;
            }
        }
        return Stored.DONE;
    }

    @Override
    public synchronized void add(Actor actor, ApiKey key) {
        put(key);
    }

    @Override
    public synchronized boolean save(Actor actor, ApiKey changed, long expectedVersion) {
        boolean current = find(actor, changed.id())
                .filter(stored -> stored.version() == expectedVersion)
                .isPresent();
        if (current) {
            put(changed);
        }
        return current;
    }

    @Override
    public synchronized boolean rotate(Actor actor, ApiKey replaced, long expectedVersion, ApiKey successor) {
        boolean current = save(actor, replaced, expectedVersion);
        if (current) {
            put(successor);
        }
        return current;
    }

    @Override
    public synchronized Optional<ApiKey> find(Actor actor, UUID id) {
        return Optional.ofNullable(keys.get(id.toString())).filter(key -> owns(actor, key));
    }

    @Override
    public synchronized Page<ApiKey> page(Actor actor, Page.Request request) {
        UUID after = request.after();
        List<ApiKey> rest = (after == null ? keys : keys.tailMap(after.toString(), false))
                .values().stream()
                        .filter(key -> owns(actor, key))
                        .limit(request.limit() + 1L)
                        .toList();
        boolean more = rest.size() > request.limit();
        List<ApiKey> items = more ? rest.subList(0, request.limit()) : rest;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    @Override
    public synchronized List<Credential> credentials() {
        return keys.values().stream()
                .filter(key -> key.revokedAt() == null || key.replacedBy() != null)
                .filter(key -> !disabled(key.userId()))
                .flatMap(key -> credential(key).stream())
                .toList();
    }

    @Override
    public synchronized long version() {
        return version;
    }

    private void put(ApiKey key) {
        keys.put(key.id().toString(), key);
        version++;
    }

    /// {@return false, changing nothing, if the user belongs to the tenant already}
    synchronized boolean join(Membership membership) {
        boolean isNew = membershipOf(membership.userId(), membership.tenantId()).isEmpty();
        if (isNew) {
            memberships.add(membership);
            version++;
        }
        return isNew;
    }

    /// Changes or ends a membership, with what hangs on it.
    synchronized void replace(Membership old, @Nullable Membership changed) {
        memberships.remove(old);
        if (changed != null) {
            memberships.add(changed);
        } else {
            keys.values()
                    .removeIf(key ->
                            key.userId().equals(old.userId()) && key.tenantId().equals(old.tenantId()));
            User user = users.get(old.userId());
            List<Membership> left = memberships(old.userId());
            if (user != null && user.tenantId().equals(old.tenantId()) && !left.isEmpty()) {
                users.put(user.id(), user.actingIn(left.getFirst().tenantId()));
            }
        }
        version++;
    }

    private Optional<Membership> membershipOf(UUID userId, UUID tenantId) {
        return memberships.stream()
                .filter(each -> each.userId().equals(userId) && each.tenantId().equals(tenantId))
                .findFirst();
    }

    /// {@return a key with what its owner's role leaves of it; nothing narrows the keys of users who are not stored
    /// here}
    private Optional<Credential> credential(ApiKey key) {
        if (administers(key)) {
            return Optional.of(new Credential(key, true));
        }
        return users.containsKey(key.userId())
                ? membershipOf(key.userId(), key.tenantId()).map(each -> new Credential(key.within(each.role()), false))
                : Optional.of(new Credential(key, false));
    }

    private boolean administers(ApiKey key) {
        User owner = users.get(key.userId());
        return owner != null && owner.systemAdmin();
    }

    private boolean disabled(UUID userId) {
        User user = users.get(userId);
        return user != null && user.disabled();
    }

    private static boolean owns(Actor actor, ApiKey key) {
        return key.tenantId().equals(actor.tenantId()) && key.userId().equals(actor.userId());
    }
}
