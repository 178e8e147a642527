package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.ports.driving.gateway.RecordUsage;
import io.hexforge.ports.driving.gateway.UsageTotals.Series;
import io.hexforge.ports.driving.gateway.UsageTotals.Sum;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What this node has recorded, for Prometheus. Label values are bounded by
/// [io.hexforge.ports.driving.gateway.UsageTotals].
public final class UsageMetrics extends Collector {
    private final RecordUsage recording;

    public UsageMetrics(RecordUsage recording) {
        this.recording = recording;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        var calls = new CounterMetricFamily(
                "hexforge_calls", "Calls for completions and embeddings.", List.of("provider", "model", "status"));
        var tokens = new CounterMetricFamily("hexforge_tokens", "Tokens used.", List.of("provider", "model", "kind"));
        var cost = new CounterMetricFamily("hexforge_cost_usd", "Cost in US dollars.", List.of("provider", "model"));
        Map<Series, Sum> sums = recording.totals().sums();
        var byModel = new TreeMap<List<String>, Sum>(Comparator.comparing(List::toString));
        sums.forEach((series, sum) -> {
            calls.addMetric(List.of(series.provider(), series.model(), name(series.status())), (double) sum.requests());
            byModel.merge(List.of(series.provider(), series.model()), sum, UsageMetrics::plus);
        });
        byModel.forEach((model, sum) -> {
            Usage usage = sum.usage();
            add(tokens, model, "prompt", usage.prompt());
            add(tokens, model, "cached", usage.cached());
            add(tokens, model, "cache_write", usage.cacheWrite());
            add(tokens, model, "output", usage.output());
            add(tokens, model, "reasoning", usage.reasoning());
            cost.addMetric(model, sum.costNanoUsd() / 1e9);
        });
        RecordUsage.State state = recording.state();
        return List.of(
                calls,
                tokens,
                cost,
                new GaugeMetricFamily(
                        "hexforge_usage_spooled", "Usage records that wait on disk.", (double) state.waiting()),
                new CounterMetricFamily(
                        "hexforge_usage_lost", "Usage records that found no room.", (double) state.lost()));
    }

    private static void add(CounterMetricFamily tokens, List<String> model, String kind, long count) {
        tokens.addMetric(List.of(model.get(0), model.get(1), kind), (double) count);
    }

    private static Sum plus(Sum a, Sum b) {
        return new Sum(a.requests() + b.requests(), a.usage().plus(b.usage()), a.costNanoUsd() + b.costNanoUsd());
    }

    private static String name(UsageRecord.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
