package io.hexforge.ports.inprocess.gateway;

import io.hexforge.domain.gateway.FeatureFlag;
import io.hexforge.ports.driven.gateway.FlagStore;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Flags in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessFlagStore implements FlagStore {
    private final Map<Name, FeatureFlag> flags = new HashMap<>();
    private long version = 1;

    private record Name(UUID tenantId, String name) {}

    @Override
    public synchronized void put(FeatureFlag flag) {
        flags.put(new Name(flag.tenantId(), flag.name()), flag);
        version++;
    }

    @Override
    public synchronized boolean remove(UUID tenantId, String name) {
        boolean removed = flags.remove(new Name(tenantId, name)) != null;
        if (removed) {
            version++;
        }
        return removed;
    }

    @Override
    public synchronized List<FeatureFlag> all() {
        return flags.values().stream()
                .sorted(Comparator.comparing(
                                (FeatureFlag flag) -> flag.tenantId().toString())
                        .thenComparing(FeatureFlag::name))
                .toList();
    }

    @Override
    public synchronized long version() {
        return version;
    }
}
