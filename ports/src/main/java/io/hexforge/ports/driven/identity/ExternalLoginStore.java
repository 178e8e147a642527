package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.ExternalLogin;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Durable home of the accounts elsewhere that people log in with.
///
/// What is read or changed for an [Actor] is limited to that actor's own.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `ExternalLoginStoreContract`.
public interface ExternalLoginStore {
    /// @return false, changing nothing, if somebody logs in with that account already
    boolean add(Actor owner, ExternalLogin login);

    /// {@return who logs in with the account `subject` of `issuer`; for logins only}
    Optional<ExternalLogin> find(String issuer, String subject);

    /// {@return the actor's, by id, oldest first}
    List<ExternalLogin> of(Actor owner);

    /// Removes one. Of any number of concurrent callers, those of [PasskeyStore#remove] included, none gets the
    /// last that is left.
    ///
    /// @param evenTheLast whether it may go if the owner has no other one, nor a passkey
    Removed remove(Actor owner, UUID id, boolean evenTheLast);
}
