package io.hexforge.domain.job;

import java.time.Duration;

/// How jobs of one kind are treated.
///
/// @param timeout how long one attempt may take
/// @param keepInput whether a job of the system that was given up keeps its payload, so that it can be sent
///     back into the queue; not if the payload holds what lets people in
public record JobPolicy(Duration timeout, Backoff backoff, boolean keepInput) {
    public static final JobPolicy DEFAULT = new JobPolicy(Duration.ofMinutes(15), Backoff.DEFAULT, true);

    public JobPolicy {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("an attempt takes time");
        }
    }

    public JobPolicy withBackoff(Backoff other) {
        return new JobPolicy(timeout, other, keepInput);
    }

    public JobPolicy withTimeout(Duration other) {
        return new JobPolicy(other, backoff, keepInput);
    }

    /// Nothing is left of the payload once a job is done or given up.
    public JobPolicy forgetful() {
        return new JobPolicy(timeout, backoff, false);
    }
}
