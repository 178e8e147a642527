package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// What this process has recorded since it began, by provider, model and outcome. However many models clients think
/// of, the number of series is bounded: beyond it the model is `other`. Safe for concurrent use.
public final class UsageTotals {
    private static final int MOST = 500;
    private static final String OTHER = "other";

    private final Map<Series, Sum> sums = new LinkedHashMap<>();

    public record Series(String provider, String model, UsageRecord.Status status) {}

    public record Sum(long requests, Usage usage, long costNanoUsd) {
        Sum plus(Sum more) {
            return new Sum(requests + more.requests, usage.plus(more.usage), costNanoUsd + more.costNanoUsd);
        }
    }

    public synchronized Map<Series, Sum> sums() {
        return Map.copyOf(sums);
    }

    synchronized void add(UsageRecord record) {
        var own = new Series(record.provider(), record.model(), record.status());
        boolean room = sums.size() < MOST || sums.containsKey(own);
        Series series = room ? own : new Series(own.provider(), OTHER, own.status());
        long cost = Objects.requireNonNullElse(record.costNanoUsd(), 0L);
        sums.merge(series, new Sum(1, record.usage(), cost), Sum::plus);
    }
}
