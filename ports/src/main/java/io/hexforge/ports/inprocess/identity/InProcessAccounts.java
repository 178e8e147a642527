package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Credential;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tenants, users and API keys in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessAccounts implements AccountStore, ApiKeyStore {
    private final NavigableMap<String, ApiKey> keys = new TreeMap<>();
    private @Nullable User operator;
    private long version;

    @Override
    public synchronized boolean found(Tenant tenant, User firstUser, ApiKey key) {
        if (operator != null) {
            return false;
        }
        operator = firstUser;
        put(key);
        return true;
    }

    @Override
    public synchronized Optional<User> operator() {
        return Optional.ofNullable(operator);
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
                .filter(key -> key.revokedAt() == null)
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
        return operator != null && operator.id().equals(key.userId()) && operator.systemAdmin();
    }

    private static boolean owns(Actor actor, ApiKey key) {
        return key.tenantId().equals(actor.tenantId()) && key.userId().equals(actor.userId());
    }
}
