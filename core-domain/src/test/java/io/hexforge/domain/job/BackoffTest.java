package io.hexforge.domain.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofHours(1), 12);

    @Property
    void waits_between_half_and_all_of_a_bound_that_doubles(
            @ForAll @IntRange(min = 1, max = 11) int attempt, @ForAll long seed) {
        Duration bound = Duration.ofSeconds(Math.min(3600, 10L << (attempt - 1)));

        Duration wait = BACKOFF.after(attempt, new Random(seed)).orElseThrow();

        assertThat(wait).isBetween(bound.dividedBy(2), bound);
    }

    @Test
    void gives_up_after_the_last_attempt() {
        assertThat(BACKOFF.after(11, new Random(1))).isPresent();
        assertThat(BACKOFF.after(12, new Random(1))).isEmpty();
    }

    @Test
    void has_a_first_wait_and_an_attempt() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofHours(1), 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 0));
    }
}
