package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.WaitlistEntry;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Durable home of the list of those who wait to be let in. It knows no acting user: whoever asks has checked that
/// the caller may.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `WaitlistStoreContract`.
public interface WaitlistStore {
    /// Adds an entry, or, if the address has one, changes what that says.
    ///
    /// @return the entry as it is now stored
    WaitlistEntry put(WaitlistEntry entry);

    Optional<WaitlistEntry> find(EmailAddress email);

    /// {@return entries by id, oldest first}
    ///
    /// @param pendingOnly whether those that were approved are left out
    Page<WaitlistEntry> page(boolean pendingOnly, Page.Request request);

    /// Approves an entry; once is enough.
    ///
    /// @return the entry as it was before, or empty if there is none
    Optional<WaitlistEntry> approve(UUID id, Instant now);

    /// Notes that the address has signed up, if it has an entry.
    void joined(EmailAddress email, Instant now);
}
