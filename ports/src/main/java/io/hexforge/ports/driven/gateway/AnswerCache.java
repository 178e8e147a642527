package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.gateway.CachedAnswer;
import io.hexforge.domain.gateway.RequestFingerprint;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Keeps answers for a while, to give them again to who asks the same. Bounded: it may forget any answer at any time.
///
/// **Threads:** safe for concurrent use, across threads and, where the cache is shared, processes.
/// **Errors:** none. A cache that cannot be reached has no hit and keeps nothing; no method waits longer than
/// about 50 ms.
///
/// Implementations pass `AnswerCacheContract`.
public interface AnswerCache {
    Optional<CachedAnswer> find(RequestFingerprint key);

    /// Begins to look for an answer. What this returns waits for it; a cache that is far away uses the time until then.
    default Supplier<Optional<CachedAnswer>> look(RequestFingerprint key) {
        return () -> find(key);
    }

    /// Keeps an answer for `ttl`, instead of what was kept under that key. It may be found a moment later only.
    ///
    /// @param ttl positive
    void keep(RequestFingerprint key, CachedAnswer answer, Duration ttl);

    /// {@return a cache that keeps nothing}
    static AnswerCache none() {
        return new AnswerCache() {
            @Override
            public Optional<CachedAnswer> find(RequestFingerprint key) {
                return Optional.empty();
            }

            @Override
            public void keep(RequestFingerprint key, CachedAnswer answer, Duration ttl) {}
        };
    }
}
