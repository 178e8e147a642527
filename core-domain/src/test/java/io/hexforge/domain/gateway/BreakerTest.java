package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.Breaker.Standing;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final Duration COOLDOWN = Duration.ofSeconds(60);

    private final Breaker breaker = new Breaker(3, COOLDOWN);
    private final Random random = new Random(7);

    @Test
    void opens_after_as_many_failures_in_a_row_as_the_threshold_says() {
        Standing two = failed(failed(Standing.CLEAN, Kind.SERVER_ERROR, NOW), Kind.UNREACHABLE, NOW);
        assertThat(two.at(NOW)).isEqualTo(new Availability.Ready());

        Standing three = failed(two, Kind.STALLED, NOW);
        assertThat(three.at(NOW)).isInstanceOf(Availability.Open.class);
        assertThat(three.at(NOW.plus(COOLDOWN).minusMillis(1))).isInstanceOf(Availability.Open.class);
        assertThat(three.at(NOW.plus(COOLDOWN).plusSeconds(7))).isEqualTo(new Availability.Trial());
    }

    @Test
    void lets_one_call_at_a_time_try_what_has_rested() {
        Instant later = NOW.plusSeconds(70);
        Standing trying = opened().trying(later.plusSeconds(60));

        assertThat(trying.at(later)).isInstanceOf(Availability.Open.class);
        assertThat(trying.at(later.plusSeconds(60))).isEqualTo(new Availability.Trial());
    }

    @Property
    void rests_longer_with_each_trial_that_fails_up_to_a_bound(@ForAll @IntRange(min = 0, max = 40) int trials) {
        Standing standing = opened();
        Instant at = NOW;
        Duration rest = Duration.between(NOW, standing.openUntil());
        for (int i = 0; i < trials; i++) {
            at = standing.openUntil();
            standing = failed(standing, Kind.SERVER_ERROR, at);
            Duration next = Duration.between(at, standing.openUntil());
            assertThat(next).isGreaterThanOrEqualTo(COOLDOWN.multipliedBy(Math.min(16, 1L << Math.min(i + 1, 20))));
            assertThat(next).isLessThanOrEqualTo(COOLDOWN.multipliedBy(18));
            rest = next;
        }
        assertThat(rest).isGreaterThanOrEqualTo(COOLDOWN);
    }

    @Test
    void does_not_prolong_its_rest_for_calls_that_ran_already_when_it_opened() {
        Standing open = opened();

        assertThat(failed(open, Kind.SERVER_ERROR, NOW.plusSeconds(1)).openUntil())
                .isEqualTo(open.openUntil());
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "INVALID_REQUEST",
                "UNSUPPORTED",
                "CONTEXT_LENGTH",
                "CONTENT_FILTER",
                "UNKNOWN_MODEL",
                "TOO_LARGE",
                "CANCELLED"
            })
    void does_not_count_what_is_the_clients_doing(Kind kind) {
        Standing standing = Standing.CLEAN;
        for (int i = 0; i < 10; i++) {
            standing = failed(standing, kind, NOW);
        }
        assertThat(standing).isEqualTo(Standing.CLEAN);
    }

    @Test
    void leaves_an_overloaded_deployment_alone_until_the_time_it_names_and_keeps_the_later_of_two() {
        Standing paused = breaker.failed(Standing.CLEAN, limited(Duration.ofSeconds(20)), NOW, random);
        Standing again = breaker.failed(paused, limited(Duration.ofSeconds(5)), NOW, random);

        assertThat(again.at(NOW)).isEqualTo(new Availability.NotBefore(NOW.plusSeconds(20)));
        assertThat(again.at(NOW.plusSeconds(20))).isEqualTo(new Availability.Ready());
        assertThat(again.failures()).isZero();
    }

    @Test
    void waits_longer_and_longer_when_no_time_is_named() {
        Standing standing = Standing.CLEAN;
        for (int i = 0; i < 6; i++) {
            standing = failed(standing, Kind.RATE_LIMITED, NOW);
        }
        assertThat(standing.notBefore()).isBetween(NOW.plusSeconds(8), NOW.plusSeconds(16));
    }

    @Test
    void quarantines_a_deployment_whose_credential_is_refused() {
        Standing standing = breaker.failed(opened(), UpstreamFault.of(Kind.CREDENTIAL, "wrong key"), NOW, random);

        assertThat(standing.at(NOW.plus(Duration.ofDays(9)))).isEqualTo(new Availability.Quarantined("wrong key"));
    }

    @Test
    void gives_the_trial_back_when_it_told_nothing() {
        Instant later = NOW.plusSeconds(70);
        Standing trying = opened().trying(later.plusSeconds(60));

        assertThat(failed(trying, Kind.CANCELLED, later).at(later)).isEqualTo(new Availability.Trial());
    }

    private Standing opened() {
        return failed(failed(failed(Standing.CLEAN, Kind.SERVER_ERROR, NOW), Kind.TRUNCATED, NOW), Kind.MALFORMED, NOW);
    }

    private Standing failed(Standing before, Kind kind, Instant at) {
        return breaker.failed(before, UpstreamFault.of(kind, "no"), at, random);
    }

    private static UpstreamFault limited(Duration after) {
        return new UpstreamFault(Kind.RATE_LIMITED, 429, "slow", null, after, null);
    }
}
