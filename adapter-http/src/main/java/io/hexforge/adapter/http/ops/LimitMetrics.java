package io.hexforge.adapter.http.ops;

import io.hexforge.ports.driving.ops.CountedLimits;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import java.util.List;

/// What the limits of this node let through and refused, for Prometheus.
public final class LimitMetrics extends Collector {
    private final CountedLimits limits;

    public LimitMetrics(CountedLimits limits) {
        this.limits = limits;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        var family = new CounterMetricFamily(
                "hexforge_limits", "Demands on limits, by what became of them.", List.of("limit", "outcome"));
        limits.counts().forEach((name, counts) -> {
            family.addMetric(List.of(name, "allowed"), (double) counts.allowed());
            family.addMetric(List.of(name, "refused"), (double) counts.refused());
        });
        return List.of(family);
    }
}
