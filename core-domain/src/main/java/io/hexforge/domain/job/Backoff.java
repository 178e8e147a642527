package io.hexforge.domain.job;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How often and how soon work that failed is tried again.
///
/// @param first the wait after the first failure; doubles with each further one
/// @param longest the most that is ever waited
/// @param attempts how often the work is tried altogether
public record Backoff(Duration first, Duration longest, int attempts) {
    /// The last attempt comes about half a day after the first.
    public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(10), Duration.ofHours(1), 24);

    public Backoff {
        if (!first.isPositive() || longest.compareTo(first) < 0 || attempts < 1) {
            throw new IllegalArgumentException("waits are positive and there is an attempt");
        }
    }

    /// {@return how long to wait after attempt number `attempt` has failed: between half of the bound and all of it,
    /// so that what failed together is not tried again together; empty to give up}
    public Optional<Duration> after(int attempt, RandomGenerator random) {
        if (attempt >= attempts) {
            return Optional.empty();
        }
        long most = longest.toMillis();
        long bound = first.toMillis();
        for (int i = 1; i < attempt && bound < most; i++) {
            bound *= 2;
        }
        bound = Math.min(bound, most);
        return Optional.of(Duration.ofMillis(bound - random.nextLong(bound / 2 + 1)));
    }
}
