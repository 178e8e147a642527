package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.FeatureFlag;
import io.hexforge.domain.gateway.RouteFlags;
import io.hexforge.ports.driven.gateway.FlagStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// What the flags of a tenant say, from a snapshot in memory: a look-up touches no store.
///
/// The snapshot follows the store when `refreshIfChanged` is called regularly. Safe for concurrent use.
public final class Flags {
    private final FlagStore store;
    private volatile Snapshot snapshot = new Snapshot(-1, Map.of());

    private record Snapshot(long version, Map<UUID, RouteFlags> byTenant) {}

    public Flags(FlagStore store) {
        this.store = store;
    }

    /// {@return what binds the routing of a tenant's calls; [RouteFlags#NONE] if nothing}
    public RouteFlags of(UUID tenantId) {
        return snapshot.byTenant().getOrDefault(tenantId, RouteFlags.NONE);
    }

    /// Reads all flags anew.
    public synchronized void refresh() {
        long version = store.version();
        snapshot = new Snapshot(
                version,
                store.all().stream()
                        .collect(Collectors.groupingBy(
                                FeatureFlag::tenantId,
                                Collectors.collectingAndThen(Collectors.<FeatureFlag>toList(), Flags::routing))));
    }

    /// Reads all flags anew if the store has changed since.
    public void refreshIfChanged() {
        if (store.version() != snapshot.version()) {
            refresh();
        }
    }

    private static RouteFlags routing(List<FeatureFlag> flags) {
        return FeatureFlag.routing(flags);
    }
}
