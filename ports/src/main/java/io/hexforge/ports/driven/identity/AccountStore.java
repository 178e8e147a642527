package io.hexforge.ports.driven.identity;

import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import java.util.Optional;

/// Durable home of tenants and users.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `AccountStoreContract`.
public interface AccountStore {
    /// Stores the first tenant with its first user and key, all or nothing. Of any number of concurrent callers
    /// exactly one succeeds.
    ///
    /// @return false, changing nothing, if there is a tenant already
    boolean found(Tenant tenant, User operator, ApiKey key);

    /// {@return the first system administrator, if the installation has been founded}
    Optional<User> operator();
}
