package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.InviteCode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Durable home of the codes that let people sign up. It knows no acting user: whoever asks has checked that the
/// caller may.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `InviteCodeStoreContract`.
public interface InviteCodeStore {
    /// @return false, changing nothing, if the code is taken, or its owner has one
    boolean add(InviteCode code);

    Optional<InviteCode> find(String code);

    /// {@return the code of a user}
    Optional<InviteCode> ofOwner(UUID ownerId);

    /// {@return the installation's own codes by id, oldest first}
    Page<InviteCode> page(Page.Request request);

    /// Counts one more use. However many callers do so at once, no code is used more often than it may be.
    ///
    /// @return the code after that, or empty, changing nothing, if it cannot be used at `now`
    Optional<InviteCode> use(String code, Instant now);

    /// Takes back a use that came to nothing.
    void giveBack(UUID id);

    /// @return the code, withdrawn, or empty if there is none
    Optional<InviteCode> revoke(UUID id, Instant now);
}
