package io.hexforge.domain.gateway;

import java.time.Duration;
import java.time.Instant;

/// How long a deployment takes, as measured so far. Immutable.
public record Latency() {
    public static final Latency UNMEASURED = new Latency();

    public Latency observed(Duration firstToken, Duration total, long promptTokens, long outputTokens, Instant now) {
        return this;
    }
}
