package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Durable home of tenants. It knows no acting user: whoever asks has checked that the caller may.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `TenantStoreContract`.
public interface TenantStore {
    /// Stores a tenant with its first member, both or neither.
    Stored add(Tenant tenant, Membership owner);

    /// Replaces a tenant.
    ///
    /// @param expectedVersion the version that `changed` was made from
    Stored save(Tenant changed, long expectedVersion);

    Optional<Tenant> find(UUID id);

    /// {@return the tenants that a user belongs to, the one it joined first before the others}
    List<Tenant> ofUser(UUID userId);

    /// {@return all tenants by id, oldest first}
    Page<Tenant> page(Page.Request request);

    enum Stored {
        DONE,
        /// Nothing was changed: the stored tenant is of another version, or is not there.
        STALE,
        /// Nothing was changed: another tenant has the slug.
        SLUG_TAKEN
    }
}
