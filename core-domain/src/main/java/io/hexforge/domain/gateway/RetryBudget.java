package io.hexforge.domain.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// Bounds how much traffic repeated calls may add to all others, so that an outage is not met with a storm.
///
/// Every request earns a part of a repeat, as does every second; a repeat costs a whole one. Safe for concurrent use.
public final class RetryBudget {
    private static final double FULL = 100;

    private final double earnedByRequest;
    private final double earnedBySecond;
    private final InstantSource clock;
    private final AtomicReference<Balance> balance;

    private record Balance(double repeats, Instant at) {}

    /// @param earnedByRequest 0.2 lets repeats add a fifth to the traffic
    /// @param earnedBySecond keeps repeats possible where there are few requests
    public RetryBudget(double earnedByRequest, double earnedBySecond, InstantSource clock) {
        this.earnedByRequest = earnedByRequest;
        this.earnedBySecond = earnedBySecond;
        this.clock = clock;
        this.balance = new AtomicReference<>(new Balance(FULL / 10, clock.instant()));
    }

    /// Notes a request.
    public void earn() {
        balance.updateAndGet(now -> new Balance(Math.min(FULL, now.repeats + earnedByRequest), now.at));
    }

    /// {@return whether a repeat may be made, which is then paid for}
    public boolean spend() {
        Instant now = clock.instant();
        Balance before = balance.getAndUpdate(old -> paid(old, now));
        return grown(before, now) >= 1;
    }

    private Balance paid(Balance old, Instant now) {
        double grown = grown(old, now);
        return new Balance(grown >= 1 ? grown - 1 : grown, now.isAfter(old.at) ? now : old.at);
    }

    private double grown(Balance old, Instant now) {
        double seconds = Math.max(0, Duration.between(old.at, now).toMillis()) / 1000.0;
        return Math.min(FULL, old.repeats + seconds * earnedBySecond);
    }
}
