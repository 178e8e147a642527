package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.ports.driven.gateway.TestUsage;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driving.gateway.RecordUsage;
import io.hexforge.ports.inprocess.gateway.InProcessUsageSpool;
import io.hexforge.ports.inprocess.gateway.InProcessUsageStore;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UsageMetricsTest {
    @Test
    void counts_calls_tokens_and_cost_by_provider_and_model() {
        var registry = new CollectorRegistry();
        try (var recording = new RecordUsage(new InProcessUsageStore(10), new InProcessUsageSpool(10))) {
            new UsageMetrics(recording).register(registry);
            recording.start();
            var actor = TestActors.ofAnyName().newcomer();
            recording.record(TestUsage.of(actor, TestUsage.NOON, "openai", "gpt-5", 1_500_000_000L));
            recording.record(TestUsage.of(actor, TestUsage.NOON, "openai", "gpt-5", 500_000_000L));
            assertThat(recording.flush(Duration.ofSeconds(10))).isTrue();

            String[] model = {"provider", "model"};
            String[] gpt = {"openai", "gpt-5"};
            assertThat(registry.getSampleValue("hexforge_cost_usd_total", model, gpt))
                    .isEqualTo(2.0);
            assertThat(registry.getSampleValue(
                            "hexforge_calls_total",
                            new String[] {"provider", "model", "status"},
                            new String[] {"openai", "gpt-5", "ok"}))
                    .isEqualTo(2.0);
            assertThat(registry.getSampleValue(
                            "hexforge_tokens_total",
                            new String[] {"provider", "model", "kind"},
                            new String[] {"openai", "gpt-5", "output"}))
                    .isEqualTo(60.0);
            assertThat(registry.getSampleValue("hexforge_usage_spooled")).isZero();
            assertThat(registry.getSampleValue("hexforge_usage_lost_total")).isZero();
        }
    }
}
