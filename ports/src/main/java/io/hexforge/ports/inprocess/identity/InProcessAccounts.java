package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Credential;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.identity.PasswordStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tenants, users and API keys in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessAccounts implements AccountStore, PasswordStore, ApiKeyStore {
    private final NavigableMap<String, ApiKey> keys = new TreeMap<>();
    private final Map<UUID, User> users = new LinkedHashMap<>();
    private final List<Membership> memberships = new ArrayList<>();
    private final Map<UUID, StoredPassword> passwords = new HashMap<>();
    private long version;

    @Override
    public synchronized boolean found(Tenant tenant, User firstUser, ApiKey key) {
        if (!users.isEmpty()) {
            return false;
        }
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
                .map(key -> new Credential(key, administers(key)))
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
