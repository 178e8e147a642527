package io.hexforge.domain.ops;

import java.time.Duration;

/// Where a counter stands after a demand was granted or denied.
public record Standing(Demand demand, Level level) {
    public String name() {
        return demand.name();
    }

    public Limit limit() {
        return demand.limit();
    }

    /// {@return what could be reserved now; never negative}
    public long remaining() {
        return level.remaining(demand.limit());
    }

    /// {@return in how long all of the limit is available again, if nothing more is used}
    public Duration reset() {
        return level.reset(demand.limit());
    }
}
