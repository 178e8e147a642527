package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Invite;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore.Stored;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Durable home of invitations into tenants. It knows no acting user: whoever asks has checked that the caller may.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `InviteStoreContract`.
public interface InviteStore {
    /// Adds an invitation, and withdraws those that the address has not accepted yet into the same tenant.
    void add(Invite invite);

    Optional<Invite> find(SecretHash hash);

    /// {@return a tenant's invitations by id, newest first}
    Page<Invite> page(UUID tenantId, Page.Request request);

    /// Withdraws an invitation of a tenant, if it is open.
    ///
    /// @return the invitation as it is then, or empty if the tenant has none with that id
    Optional<Invite> revoke(UUID tenantId, UUID id, Instant now);

    /// Marks an invitation as accepted and adds the membership, unless the user belongs to the tenant already; all or
    /// nothing. Of any number of concurrent callers one succeeds.
    ///
    /// @return false, changing nothing, if it is not open at `now`
    boolean accept(UUID id, Membership membership, Instant now);

    /// Marks an invitation as accepted and adds the user whom it brings, all or nothing. Of any number of concurrent
    /// callers one succeeds.
    ///
    /// @param passwordHash in the PHC string format
    /// @return [Stored#STALE] if the invitation is not open at `now`
    Stored accept(UUID id, User newcomer, Membership membership, String passwordHash, Instant now);
}
