package io.hexforge.ports.driven.identity;

import java.time.Duration;
import java.util.Optional;

/// Keeps what is needed once, and for a short while, to finish what was started.
///
/// **Threads:** safe for concurrent use, across threads and, where the store is shared, processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `ChallengeStoreContract`.
public interface ChallengeStore {
    /// Keeps `payload` under `key` for at most `ttl`, in place of what was there.
    void put(String key, String payload, Duration ttl);

    /// {@return what was kept, which is gone afterwards: of any number of concurrent callers one gets it}
    Optional<String> take(String key);
}
