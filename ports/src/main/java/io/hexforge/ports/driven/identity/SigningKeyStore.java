package io.hexforge.ports.driven.identity;

import io.hexforge.domain.identity.SigningKey;
import io.hexforge.domain.ops.SealedSecret;
import java.util.Collection;
import java.util.List;

/// Durable home of the keys that tokens are signed with.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `SigningKeyStoreContract`.
public interface SigningKeyStore {
    /// {@return all keys, oldest first}
    List<SigningKey> all();

    /// Adds a key, if the keys for its use are still the ones that its maker saw. Of several nodes that add
    /// one at the same time one succeeds.
    ///
    /// @param seen the ids of all keys for the same use
    /// @return false, changing nothing, if there are others
    boolean add(SigningKey key, Collection<String> seen);

    /// Replaces the ciphertext of a key.
    ///
    /// @return false, changing nothing, if it is not `old` any more
    boolean reseal(String id, SealedSecret old, SealedSecret fresh);

    void forget(Collection<String> ids);
}
