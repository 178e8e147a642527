package io.hexforge.domain.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofHours(1), 12);

    @Property
    void waits_at_most_the_fourth_power_of_the_attempt(
            @ForAll @IntRange(min = 1, max = 11) int attempt, @ForAll long seed) {
        Duration bound = Duration.ofSeconds(Math.min(3600, (long) attempt * attempt * attempt * attempt));

        Duration wait = BACKOFF.after(attempt, new Random(seed)).orElseThrow();

        assertThat(wait).isBetween(Duration.ZERO, bound);
    }

    @Test
    void waits_anywhere_below_the_bound() {
        var random = new Random(1);
        var waits = LongStream.generate(
                        () -> BACKOFF.after(5, random).orElseThrow().toMillis())
                .limit(1000)
                .summaryStatistics();

        assertThat(waits.getMin()).isLessThan(10_000);
        assertThat(waits.getMax()).isGreaterThan(615_000);
        assertThat(waits.getAverage()).isBetween(290_000.0, 335_000.0);
    }

    @Test
    void gives_up_after_the_last_attempt() {
        assertThat(BACKOFF.after(11, new Random(1))).isPresent();
        assertThat(BACKOFF.after(12, new Random(1))).isEmpty();
    }

    @Test
    void has_a_wait_and_an_attempt() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ofSeconds(1), 0));
    }
}
