package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.gateway.FeatureFlag;
import java.util.List;
import java.util.UUID;

/// Durable home of the flags of all tenants. Who may set which is the use case's matter.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `FlagStoreContract`.
public interface FlagStore {
    /// Sets a flag, in place of what the tenant had under that name.
    void put(FeatureFlag flag);

    /// {@return whether there was one to forget}
    boolean remove(UUID tenantId, String name);

    /// {@return every flag, by tenant and name}
    List<FeatureFlag> all();

    /// {@return a number that grows whenever `all` would answer something else}
    long version();
}
