package io.hexforge.domain.gateway;

/// How long a deployment takes, as measured so far. Immutable.
public record Latency() {
    public static final Latency UNMEASURED = new Latency();
}
