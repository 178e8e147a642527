package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final RetryPolicy POLICY = new RetryPolicy(2, Duration.ofMillis(250), Duration.ofSeconds(10));

    @Property
    void waits_between_nothing_and_a_bound_that_doubles(
            @ForAll @IntRange(min = 1, max = 40) int attempts,
            @ForAll @LongRange(max = Long.MAX_VALUE / 2_000_000) long firstMillis,
            @ForAll @LongRange(max = Long.MAX_VALUE / 2_000_000) long mostMillis,
            @ForAll long seed) {
        var policy = new RetryPolicy(40, Duration.ofMillis(firstMillis), Duration.ofMillis(mostMillis));
        double bound = Math.min(mostMillis, firstMillis * Math.pow(2, attempts - 1.0));

        Duration delay = policy.afterFailure(fault(Kind.SERVER_ERROR), attempts, new Random(seed))
                .orElseThrow();

        assertThat(delay.toMillis()).isBetween(0L, (long) bound);
    }

    @Test
    void spreads_its_waits_over_the_whole_bound() {
        var random = new Random(1);
        var delays = Arrays.stream(new int[1000])
                .mapToLong(i -> POLICY.afterFailure(fault(Kind.OVERLOADED), 2, random)
                        .orElseThrow()
                        .toMillis())
                .summaryStatistics();

        assertThat(delays.getMin()).isLessThan(20);
        assertThat(delays.getMax()).isBetween(480L, 500L);
        assertThat(delays.getAverage()).isBetween(225.0, 275.0);
    }

    @Test
    void gives_up_after_the_last_retry() {
        assertThat(POLICY.afterFailure(fault(Kind.UNREACHABLE), 2, new Random(1)))
                .isPresent();
        assertThat(POLICY.afterFailure(fault(Kind.UNREACHABLE), 3, new Random(1)))
                .isEmpty();
        assertThat(POLICY.withMaxRetries(0).afterFailure(fault(Kind.UNREACHABLE), 1, new Random(1)))
                .isEmpty();
    }

    @Test
    void waits_exactly_as_long_as_the_provider_asks_unless_that_is_too_long() {
        assertThat(POLICY.afterFailure(asking(Duration.ofSeconds(2)), 1, new Random(1)))
                .contains(Duration.ofSeconds(2));
        assertThat(POLICY.afterFailure(asking(Duration.ofSeconds(10)), 1, new Random(1)))
                .contains(Duration.ofSeconds(10));
        assertThat(POLICY.afterFailure(asking(Duration.ofSeconds(11)), 1, new Random(1)))
                .isEmpty();
    }

    @Test
    void asks_again_only_when_the_same_call_may_succeed_later() {
        Set<Kind> retried = Arrays.stream(Kind.values())
                .filter(kind ->
                        POLICY.afterFailure(fault(kind), 1, new Random(1)).isPresent())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));

        assertThat(retried)
                .containsExactlyInAnyOrder(
                        Kind.RATE_LIMITED,
                        Kind.OVERLOADED,
                        Kind.SERVER_ERROR,
                        Kind.UNREACHABLE,
                        Kind.FIRST_TOKEN_TIMEOUT,
                        Kind.STALLED,
                        Kind.TRUNCATED,
                        Kind.MALFORMED);
    }

    @Test
    void is_never_negative() {
        Duration negative = Duration.ofMillis(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(-1, Duration.ZERO, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, negative, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, Duration.ZERO, negative));
    }

    @Test
    void no_timer_outlives_a_deadline() {
        assertThat(Timers.DEFAULT.within(Duration.ofSeconds(25)))
                .isEqualTo(new Timers(
                        Duration.ofSeconds(3), Duration.ofSeconds(25), Duration.ofSeconds(20), Duration.ofSeconds(25)));
    }

    @Test
    void a_deadline_does_not_change_the_least_rate() {
        var timers = new Timers(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 7);
        assertThat(timers.within(Duration.ofSeconds(1)).minTokensPerSecond()).isEqualTo(7);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timers(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, -1));
    }

    private static UpstreamFault fault(Kind kind) {
        return UpstreamFault.of(kind, "no");
    }

    private static UpstreamFault asking(Duration retryAfter) {
        return new UpstreamFault(Kind.RATE_LIMITED, 429, "slow down", null, retryAfter, null);
    }
}
