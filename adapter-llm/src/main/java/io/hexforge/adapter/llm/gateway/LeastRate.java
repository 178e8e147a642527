package io.hexforge.adapter.llm.gateway;

import io.hexforge.domain.gateway.Timers;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Finds streams that are alive but useless: those that bring fewer tokens a second than they must.
///
/// Only the time that was spent waiting for the provider counts, from the first content on, in windows as long as the
/// idle limit. Not safe for concurrent use.
final class LeastRate {
    private final int tokensPerSecond;
    private final long window;
    private long waited;
    private long before;

    LeastRate(Timers timers) {
        this.tokensPerSecond = timers.minTokensPerSecond();
        this.window = timers.idle().toNanos();
    }

    boolean demanded() {
        return tokensPerSecond > 0;
    }

    /// @param nanos how long was waited since this was asked last
    /// @param produced how many tokens have come in all; asked for at the end of a window only
    /// @return whether a window has ended in which too few came
    boolean missed(long nanos, LongSupplier produced) {
        waited += nanos;
        if (waited < window) {
            return false;
        }
        long tokens = produced.getAsLong();
        boolean missed = (tokens - before) * (double) TimeUnit.SECONDS.toNanos(1) < tokensPerSecond * (double) waited;
        waited = 0;
        before = tokens;
        return missed;
    }
}
