package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.RouteHints.LatencyTarget;
import java.time.Duration;

/// What waiting is worth, in nano-USD, so that it can be weighed against money.
///
/// @param ultraLow for a millisecond, when the client wants an answer as soon as can be
/// @param low for a millisecond, when it is in a hurry
/// @param medium for a millisecond, when it says nothing
/// @param high for a millisecond, when it can wait
/// @param costPriorityDivisor by which these are divided when the client would rather save
/// @param overshoot for a millisecond by which a deployment's 95th percentile misses the wanted latency
/// @param expectedOutputTokens of an answer of a deployment that has not answered yet, or what the client allows if
///     that is less
/// @param parallel calls that a provider serves side by side before they are taken to slow each other down by half;
///     a model on our own machine serves one
/// @param equalPercent deployments whose scores lie that near to the best are as good as it
public record Weights(
        long ultraLow,
        long low,
        long medium,
        long high,
        long costPriorityDivisor,
        long overshoot,
        long expectedOutputTokens,
        int parallel,
        int equalPercent) {
    /// A second is worth 1, 0.3, 0.1 or 0.02 US cents, and ten cents beyond the wanted latency.
    public static final Weights DEFAULT = new Weights(10_000, 3_000, 1_000, 200, 10, 100_000, 300, 64, 5);

    public Weights {
        if (ultraLow < 0 || low < 0 || medium < 0 || high < 0 || overshoot < 0 || expectedOutputTokens < 0) {
            throw new IllegalArgumentException("a weight is negative");
        }
        if (costPriorityDivisor < 1 || parallel < 1 || equalPercent < 0) {
            throw new IllegalArgumentException("a divisor is not positive");
        }
    }

    long of(Duration latency, LatencyTarget target, boolean costPriority) {
        long perMilli = switch (target) {
            case ULTRA_LOW -> ultraLow;
            case LOW -> low;
            case MEDIUM -> medium;
            case HIGH -> high;
        };
        return latency.toMillis() * (costPriority ? perMilli / costPriorityDivisor : perMilli);
    }

    long ofOvershoot(Duration p95, Duration wanted) {
        return Math.max(0, p95.minus(wanted).toMillis()) * overshoot;
    }
}
