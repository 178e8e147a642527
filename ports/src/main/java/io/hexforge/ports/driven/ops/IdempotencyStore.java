package io.hexforge.ports.driven.ops;

import io.hexforge.domain.ops.StoredAnswer;
import java.time.Duration;

/// Remembers which requests were made, so that a repeated one is answered and not executed again.
///
/// **Threads:** safe for concurrent use, across threads and, where the store is shared, processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `IdempotencyStoreContract`.
public interface IdempotencyStore {
    /// Claims `key` for a request whose content hashes to `fingerprint`, or tells what is known of it. Of any
    /// number of concurrent callers exactly one gets `Started`.
    ///
    /// @param lease how long the claim hides the key if it is neither completed nor abandoned
    Claim begin(String key, String fingerprint, Duration lease);

    /// Keeps the answer of a started request for `retention`, also when its lease has ended meanwhile, but not when
    /// another content has taken the key since.
    void complete(String key, String fingerprint, StoredAnswer answer, Duration retention);

    /// Forgets a started request that came to nothing, so that it may be tried again.
    void abandon(String key, String fingerprint);

    sealed interface Claim {
        /// The caller is the first: it must execute the request, then `complete` or `abandon`.
        record Started() implements Claim {}

        record InFlight() implements Claim {}

        /// The key was used with another content.
        record Mismatch() implements Claim {}

        record Done(StoredAnswer answer) implements Claim {}
    }
}
