package io.hexforge.domain.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How often and how soon a call that failed before its answer began is made again.
///
/// @param maxRetries attempts after the first
/// @param firstDelay upper bound of the first wait; doubles with each attempt ("full jitter": the wait is drawn
///     evenly between zero and the bound)
/// @param maxDelay most that is ever waited; a provider that asks for more is not asked again
public record RetryPolicy(int maxRetries, Duration firstDelay, Duration maxDelay) {
    public RetryPolicy {
        if (maxRetries < 0 || firstDelay.isNegative() || maxDelay.isNegative()) {
            throw new IllegalArgumentException("a number of retries or a delay is negative");
        }
    }

    /// {@return how long to wait before attempt `attempts + 1`, or empty to give up}
    public Optional<Duration> afterFailure(UpstreamFault fault, int attempts, RandomGenerator random) {
        if (attempts > maxRetries || !fault.transientFault()) {
            return Optional.empty();
        }
        Duration asked = fault.retryAfter();
        if (asked != null) {
            return asked.compareTo(maxDelay) <= 0 ? Optional.of(asked) : Optional.empty();
        }
        return Optional.of(Duration.ofMillis(random.nextLong(boundMillis(attempts) + 1)));
    }

    /// Doubles step by step: a shift would overflow where this is merely long.
    private long boundMillis(int attempts) {
        long most = maxDelay.toMillis();
        long bound = firstDelay.toMillis();
        for (int i = 1; i < attempts && bound < most; i++) {
            bound = bound > most / 2 ? most : bound * 2;
        }
        return Math.min(bound, most);
    }

    public RetryPolicy withMaxRetries(int retries) {
        return new RetryPolicy(retries, firstDelay, maxDelay);
    }
}
