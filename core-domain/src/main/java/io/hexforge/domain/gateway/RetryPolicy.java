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
    /// {@return how long to wait before attempt `attempts + 1`, or empty to give up}
    public Optional<Duration> afterFailure(UpstreamFault fault, int attempts, RandomGenerator random) {
        if (attempts > maxRetries || !fault.transientFault()) {
            return Optional.empty();
        }
        Duration asked = fault.retryAfter();
        if (asked != null) {
            return asked.compareTo(maxDelay) <= 0 ? Optional.of(asked) : Optional.empty();
        }
        long bound = Math.min(maxDelay.toMillis(), firstDelay.toMillis() << Math.min(attempts - 1, 20));
        return Optional.of(Duration.ofMillis(random.nextLong(bound + 1)));
    }

    public RetryPolicy withMaxRetries(int retries) {
        return new RetryPolicy(retries, firstDelay, maxDelay);
    }
}
