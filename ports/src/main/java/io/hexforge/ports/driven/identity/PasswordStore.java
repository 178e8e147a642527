package io.hexforge.ports.driven.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/// Durable home of the hashes of passwords.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `AccountStoreContract`.
public interface PasswordStore {
    /// {@return what is stored, or empty for whoever has no password}
    Optional<StoredPassword> of(UUID userId);

    /// Replaces or sets the password of a user, if there is such a user.
    void put(UUID userId, StoredPassword password);

    /// @param hash in the PHC string format
    /// @param changedAt to the microsecond, like every instant that is stored
    record StoredPassword(String hash, Instant changedAt) {
        public StoredPassword {
            changedAt = changedAt.truncatedTo(ChronoUnit.MICROS);
        }

        @Override
        public String toString() {
            return "****";
        }
    }
}
