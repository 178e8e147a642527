package io.hexforge.domain.job;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How often and how soon work that failed is tried again: after `attempt`^4 seconds, as River and Sidekiq do,
/// with full jitter (a wait anywhere between none and that bound; M. Brooker, "Exponential Backoff And Jitter",
/// AWS 2015), so that what failed together is not tried again together.
///
/// @param longest the most that is ever waited
/// @param attempts how often the work is tried altogether
public record Backoff(Duration longest, int attempts) {
    /// The last attempt comes about eight hours after the first.
    public static final Backoff DEFAULT = new Backoff(Duration.ofHours(1), 24);

    public Backoff {
        if (!longest.isPositive() || attempts < 1) {
            throw new IllegalArgumentException("waits are positive and there is an attempt");
        }
    }

    /// {@return how long to wait after attempt number `attempt` has failed; empty to give up}
    public Optional<Duration> after(int attempt, RandomGenerator random) {
        if (attempt >= attempts) {
            return Optional.empty();
        }
        long bound = Math.min((long) Math.pow(attempt, 4) * 1000, longest.toMillis());
        return Optional.of(Duration.ofMillis(random.nextLong(bound + 1)));
    }
}
