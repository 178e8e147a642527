package io.hexforge.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.identity.GuessingPolicy.Failures;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GuessingPolicyTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final GuessingPolicy POLICY =
            new GuessingPolicy(3, Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofHours(1));

    @Test
    void makes_nobody_wait_for_the_first_failures() {
        assertThat(POLICY.wait(new Failures(2, NOW), NOW)).isZero();
    }

    @Test
    void doubles_the_wait_up_to_a_longest() {
        assertThat(POLICY.wait(new Failures(3, NOW), NOW)).hasSeconds(2);
        assertThat(POLICY.wait(new Failures(4, NOW), NOW)).hasSeconds(4);
        assertThat(POLICY.wait(new Failures(7, NOW), NOW)).hasSeconds(32);
        assertThat(POLICY.wait(new Failures(8, NOW), NOW)).hasSeconds(60);
        assertThat(POLICY.wait(new Failures(1_000_000, NOW), NOW)).hasSeconds(60);
    }

    @Test
    void counts_the_time_that_has_passed() {
        assertThat(POLICY.wait(new Failures(4, NOW), NOW.plusSeconds(3))).hasSeconds(1);
        assertThat(POLICY.wait(new Failures(4, NOW), NOW.plusSeconds(4)).isPositive())
                .isFalse();
    }

    @Test
    void forgets_after_a_long_time() {
        Instant later = NOW.plus(Duration.ofHours(1));

        assertThat(POLICY.wait(new Failures(100, NOW), later)).isZero();
        assertThat(POLICY.failed(new Failures(100, NOW), later)).isEqualTo(new Failures(1, later));
        assertThat(POLICY.failed(new Failures(100, NOW), NOW)).isEqualTo(new Failures(101, NOW));
    }
}
