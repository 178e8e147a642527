package io.hexforge.domain.gateway;

import java.time.Instant;

/// Whether a deployment may be asked now.
public sealed interface Availability {
    /// In order.
    record Ready() implements Availability {}

    /// It failed and its rest is over: one call at a time may try it.
    record Trial() implements Availability {}

    /// It asked to be left alone, or answered that it is overloaded.
    record NotBefore(Instant at) implements Availability {}

    /// It failed too often in a row and rests.
    record Open(Instant until) implements Availability {}

    /// Its credential is refused: somebody must act.
    record Quarantined(String reason) implements Availability {}
}
