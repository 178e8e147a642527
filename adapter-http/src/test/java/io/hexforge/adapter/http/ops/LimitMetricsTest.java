package io.hexforge.adapter.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Limit.Booking;
import io.hexforge.ports.driving.ops.CountedLimits;
import io.hexforge.ports.inprocess.ops.InProcessLimitStore;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitMetricsTest {
    @Test
    void tells_what_each_kind_of_limit_let_through_and_refused() {
        var limits = new CountedLimits(new InProcessLimitStore(InstantSource.system(), Duration.ofMinutes(1)));
        var registry = new CollectorRegistry();
        new LimitMetrics(limits).register(registry);
        var requests = new Demand("requests", "user:1", Limit.Bucket.perMinute(60, Booking.AT_ONCE), 1);
        var parallel = new Demand("parallel", "key:1", new Limit.Slots(2), 1);

        for (int i = 0; i < 5; i++) {
            limits.reserve(List.of(requests, parallel));
        }

        assertThat(value(registry, "requests", "allowed")).isEqualTo(2);
        assertThat(value(registry, "requests", "refused")).isZero();
        assertThat(value(registry, "parallel", "allowed")).isEqualTo(2);
        assertThat(value(registry, "parallel", "refused")).isEqualTo(3);
    }

    private static double value(CollectorRegistry registry, String limit, String outcome) {
        return registry.getSampleValue(
                "hexforge_limits_total", new String[] {"limit", "outcome"}, new String[] {limit, outcome});
    }
}
