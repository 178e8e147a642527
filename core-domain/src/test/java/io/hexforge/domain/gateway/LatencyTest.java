package io.hexforge.domain.gateway;

import static io.hexforge.domain.gateway.TestRoutes.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyTest {
    private static final long PROMPT = 500;
    private static final long OUTPUT = 100;

    @Test
    void follows_the_length_of_answers_and_keeps_it_through_those_without_any() {
        Latency latency = Latency.UNMEASURED;
        assertThat(latency.usualAnswer(300)).isEqualTo(300);
        for (int i = 0; i < 4; i++) {
            latency = latency.observed(Duration.ofMillis(1), Duration.ofMillis(2), 10, i % 2 == 0 ? 100 : 300, NOW);
        }
        assertThat(latency.usualAnswer(300)).isEqualTo(200);

        latency = latency.observed(Duration.ofMillis(1), Duration.ofMillis(1), 10, 0, NOW)
                .failed(Duration.ofSeconds(1), 10, NOW);
        assertThat(latency.usualAnswer(300)).isEqualTo(200);
        for (int i = 0; i < 60; i++) {
            latency = latency.observed(Duration.ofMillis(1), Duration.ofMillis(2), 10, 1_000, NOW);
        }
        assertThat(latency.usualAnswer(300)).isBetween(930L, 1_000L);
    }

    @Test
    void is_hopeful_of_what_was_never_measured() {
        assertThat(Latency.UNMEASURED.measured()).isFalse();
        assertThat(Latency.UNMEASURED.expected(PROMPT, OUTPUT)).isLessThan(Duration.ofSeconds(1));
        assertThat(Latency.UNMEASURED.p95()).isZero();
    }

    @Test
    void learns_the_first_token_and_the_pace() {
        Latency latency = steady(Latency.UNMEASURED, 400, 20, 50, NOW);

        assertThat(millis(latency.expected(PROMPT, OUTPUT))).isCloseTo(2_400, within(10L));
        assertThat(millis(latency.expected(PROMPT, 1_000))).isCloseTo(20_400, within(100L));
    }

    @Test
    void tells_the_pace_also_from_answers_that_were_not_streamed() {
        Latency latency = Latency.UNMEASURED;
        for (int i = 0; i < 50; i++) {
            Duration total = Duration.ofMillis(2_400);
            latency = latency.observed(total, total, PROMPT, OUTPUT, NOW.plusMillis(i));
        }
        assertThat(millis(latency.expected(PROMPT, OUTPUT))).isCloseTo(2_400, within(10L));
    }

    @Test
    void rises_at_once_with_a_slow_call_and_fades_within_seconds() {
        Latency usual = steady(Latency.UNMEASURED, 400, 0, 200, NOW);
        Instant then = NOW.plusSeconds(30);
        Latency stumbled =
                usual.observed(Duration.ofSeconds(10), Duration.ofSeconds(10).plusMillis(1), PROMPT, 1, then);

        assertThat(stumbled.expected(PROMPT, 0, then)).isGreaterThan(Duration.ofSeconds(4));
        assertThat(stumbled.hoped(PROMPT, 0, then.plusSeconds(60))).isLessThan(Duration.ofSeconds(3));
        Latency again = steady(stumbled, 400, 0, 100, then.plusSeconds(1));
        assertThat(again.expected(PROMPT, 0, then.plusSeconds(40))).isLessThan(Duration.ofMillis(600));
    }

    @Test
    void forgives_a_long_slow_time_soon_after_it_is_over() {
        Latency latency = steady(Latency.UNMEASURED, 400, 0, 1_000, NOW);
        Instant then = NOW.plusSeconds(3_600);
        latency = steady(latency, 20_000, 0, 200, then);

        assertThat(latency.expected(PROMPT, 0, then.plusSeconds(1))).isGreaterThan(Duration.ofSeconds(18));
        assertThat(latency.hoped(PROMPT, 0, then.plusSeconds(120))).isLessThan(Duration.ofSeconds(3));
        Instant later = then.plusSeconds(120);
        for (int i = 0; i < 4; i++) {
            later = later.plusSeconds(60);
            latency = latency.observed(Duration.ofMillis(400), Duration.ofMillis(401), PROMPT, 1, later);
        }
        assertThat(latency.expected(PROMPT, 0, later)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void keeps_small_and_large_prompts_apart() {
        Latency latency = steady(Latency.UNMEASURED, 400, 0, 50, NOW);
        assertThat(millis(latency.expected(50_000, 0))).isCloseTo(400, within(5L));

        latency = latency.observed(Duration.ofSeconds(8), Duration.ofSeconds(8), 50_000, 0, NOW);
        assertThat(millis(latency.expected(50_000, 0))).isEqualTo(8_000);
        assertThat(millis(latency.expected(PROMPT, 0))).isCloseTo(400, within(5L));
    }

    @Test
    void does_not_take_a_quick_failure_for_speed() {
        Latency usual = steady(Latency.UNMEASURED, 400, 0, 50, NOW);
        Latency failed = usual.failed(Duration.ofMillis(3), PROMPT, NOW.plusSeconds(6));
        Latency hung = usual.failed(Duration.ofSeconds(30), PROMPT, NOW.plusSeconds(6));

        assertThat(failed.expected(PROMPT, 0)).isGreaterThan(usual.expected(PROMPT, 0));
        assertThat(hung.expected(PROMPT, 0)).isGreaterThan(Duration.ofSeconds(10));
        assertThat(Latency.UNMEASURED
                        .failed(Duration.ofSeconds(30), PROMPT, NOW)
                        .expected(PROMPT, 0))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void finds_the_95th_percentile() {
        var random = new Random(3);
        Latency latency = Latency.UNMEASURED;
        for (int i = 0; i < 5_000; i++) {
            Duration total = Duration.ofMillis(1_000 + random.nextInt(1_000));
            latency = latency.observed(total, total, PROMPT, 0, NOW.plusMillis(i * 10L));
        }
        assertThat(millis(latency.p95())).isCloseTo(1_950, within(150L));
        assertThat(millis(latency.p95(PROMPT, 0, NOW.plusMillis(50_000), false)))
                .isCloseTo(1_950, within(250L));
    }

    private static Latency steady(Latency latency, long first, long each, int times, Instant from) {
        for (int i = 0; i < times; i++) {
            Duration begun = Duration.ofMillis(first);
            latency = latency.observed(
                    begun, begun.plusMillis(each * OUTPUT).plusNanos(1), PROMPT, OUTPUT, from.plusMillis(i * 100L));
        }
        return latency;
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }
}
