package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.Passkey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Durable home of passkeys.
///
/// What is read or changed for an [Actor] is limited to that actor's own passkeys.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `PasskeyStoreContract`.
public interface PasskeyStore {
    /// Adds a passkey, if its owner has fewer than [Passkey#MAX_PER_USER].
    ///
    /// @return false, changing nothing, if the owner has as many as may be, or somebody has that credential id
    boolean add(Actor owner, Passkey passkey);

    /// {@return the passkey with this credential id, whoever has it; for logins only}
    Optional<Passkey> withCredential(String credentialId);

    /// {@return the actor's passkeys by id, oldest first}
    List<Passkey> of(Actor owner);

    /// Replaces a passkey.
    ///
    /// @param expectedVersion the version that `changed` was made from
    /// @return false, changing nothing, if the stored one is not of that version or is not there
    boolean save(Actor owner, Passkey changed, long expectedVersion);

    /// Removes a passkey. Of any number of concurrent callers, those of [ExternalLoginStore#remove] included,
    /// none gets the last that is left.
    ///
    /// @param evenTheLast whether it may go if the owner has no other one, nor an account elsewhere
    Removed remove(Actor owner, UUID id, boolean evenTheLast);
}
