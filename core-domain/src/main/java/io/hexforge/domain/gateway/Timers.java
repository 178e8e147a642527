package io.hexforge.domain.gateway;

import java.time.Duration;

/// How long a provider may take.
///
/// @param connect until a connection stands
/// @param firstToken from the request until the answer begins
/// @param idle between two pieces of a streamed answer
/// @param total for the whole call
/// @param minTokensPerSecond how fast a streamed answer must come once it has begun, judged over each `idle`; 0: as
///     slowly as it likes
public record Timers(Duration connect, Duration firstToken, Duration idle, Duration total, int minTokensPerSecond) {
    public static final Timers DEFAULT =
            new Timers(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMinutes(10));

    public Timers {
        if (minTokensPerSecond < 0) {
            throw new IllegalArgumentException("a rate is negative");
        }
    }

    /// Timers without a least rate.
    public Timers(Duration connect, Duration firstToken, Duration idle, Duration total) {
        this(connect, firstToken, idle, total, 0);
    }

    /// {@return these timers, with none longer than `deadline`}
    public Timers within(Duration deadline) {
        return new Timers(
                min(connect, deadline),
                min(firstToken, deadline),
                min(idle, deadline),
                min(total, deadline),
                minTokensPerSecond);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
