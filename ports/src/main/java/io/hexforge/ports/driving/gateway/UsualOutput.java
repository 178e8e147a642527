package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// How many tokens answers usually have, for each key or user: their 95th percentile, learned as they come.
///
/// Each answer above the estimate raises it by a share, each below lowers it by a nineteenth of that, so that it
/// settles where one answer in twenty is above (stochastic approximation of a quantile). Safe for concurrent use.
final class UsualOutput {
    private static final double QUANTILE = 0.95;
    private static final double STEP = 0.1;
    private static final double FIRST = 500;
    private static final int MOST = 10_000;

    private final ConcurrentHashMap<UUID, Double> estimates = new ConcurrentHashMap<>();

    long of(Actor actor) {
        return (long) Math.ceil(estimates.getOrDefault(subject(actor), FIRST));
    }

    void saw(Actor actor, long outputTokens) {
        if (estimates.size() > MOST) {
            estimates.clear();
        }
        estimates.merge(subject(actor), moved(FIRST, outputTokens), (old, first) -> moved(old, outputTokens));
    }

    private static double moved(double estimate, long seen) {
        double step = STEP * Math.max(estimate, 10);
        return Math.max(1, estimate + step * (seen > estimate ? QUANTILE : QUANTILE - 1));
    }

    private static UUID subject(Actor actor) {
        return actor.keyId() == null ? actor.userId() : actor.keyId();
    }
}
