package io.hexforge.domain.gateway;

import java.time.Duration;

/// How long a provider may take.
///
/// @param connect until a connection stands
/// @param firstToken from the request until the answer begins
/// @param idle between two pieces of a streamed answer
/// @param total for the whole call
public record Timers(Duration connect, Duration firstToken, Duration idle, Duration total) {
    public static final Timers DEFAULT =
            new Timers(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMinutes(10));

    /// {@return these timers, with none longer than `deadline`}
    public Timers within(Duration deadline) {
        return new Timers(min(connect, deadline), min(firstToken, deadline), min(idle, deadline), min(total, deadline));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
