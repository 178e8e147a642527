package io.hexforge.ports.inprocess.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.gateway.ProviderStore;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Provider connections in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessProviderStore implements ProviderStore {
    private final Map<UUID, ProviderConnection> connections = new LinkedHashMap<>();
    private long version;

    @Override
    public synchronized ProviderConnection put(Actor actor, ProviderConnection connection) {
        Optional<ProviderConnection> old = connections.values().stream()
                .filter(each -> each.userId().equals(connection.userId())
                        && each.provider().equals(connection.provider()))
                .findFirst();
        ProviderConnection stored = old.map(connection::inPlaceOf).orElse(connection);
        connections.put(stored.id(), stored);
        version++;
        return stored;
    }

    @Override
    public synchronized boolean save(Actor actor, ProviderConnection changed, long expectedVersion) {
        ProviderConnection stored = connections.get(changed.id());
        if (stored == null || !owns(actor, stored) || stored.version() != expectedVersion) {
            return false;
        }
        connections.put(changed.id(), changed);
        version++;
        return true;
    }

    @Override
    public synchronized List<ProviderConnection> visible(Actor actor) {
        return connections.values().stream()
                .filter(each -> each.visibleTo(actor))
                .sorted(Comparator.comparing(ProviderConnection::createdAt))
                .toList();
    }

    @Override
    public synchronized List<ProviderConnection> all() {
        return List.copyOf(connections.values());
    }

    @Override
    public synchronized boolean reseal(UUID id, SealedSecret old, SealedSecret fresh) {
        ProviderConnection stored = connections.get(id);
        if (stored == null || !old.sameAs(stored.secret())) {
            return false;
        }
        connections.put(id, stored.resealed(fresh));
        version++;
        return true;
    }

    @Override
    public synchronized long version() {
        return version;
    }

    private static boolean owns(Actor actor, ProviderConnection connection) {
        return connection.tenantId().equals(actor.tenantId())
                && connection.userId().equals(actor.userId());
    }
}
