package io.hexforge.domain.gateway;

/// How a deployment does at this moment, as this node knows it.
///
/// @param inFlight calls that run on it from this node
/// @param latency as measured; optimistic while unmeasured
public record Signals(Availability availability, int inFlight, Latency latency) {}
