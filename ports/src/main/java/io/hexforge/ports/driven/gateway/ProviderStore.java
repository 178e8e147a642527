package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.ops.SealedSecret;
import java.util.List;
import java.util.UUID;

/// Durable home of the providers that users have set up. A user has at most one connection a provider.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `ProviderStoreContract`.
public interface ProviderStore {
    /// Stores a connection, in place of the one that the same user had for the same provider, if any.
    ///
    /// @return what is stored now: `connection`, or [ProviderConnection#inPlaceOf] the one that was replaced
    ProviderConnection put(Actor actor, ProviderConnection connection);

    /// Replaces a connection of the actor's own.
    ///
    /// @param expectedVersion the version that `changed` was made from
    /// @return false, changing nothing, if the stored connection is not of that version or is not the actor's
    boolean save(Actor actor, ProviderConnection changed, long expectedVersion);

    /// {@return the actor's own connections and those shared within its tenant, by day of creation, oldest first}
    List<ProviderConnection> visible(Actor actor);

    /// {@return every connection of all owners; for the gateway's snapshot and for key rotation only}
    List<ProviderConnection> all();

    /// Replaces the encrypted key of a connection by the same key, encrypted anew, as [ProviderConnection#resealed]
    /// does.
    ///
    /// @return false, changing nothing, if what is stored is not `old`, to the byte, any more
    boolean reseal(UUID id, SealedSecret old, SealedSecret fresh);

    /// {@return a number that grows whenever `all` would answer something else}
    long version();
}
