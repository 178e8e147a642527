package io.hexforge.domain.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.ops.Limit.Booking;
import io.hexforge.domain.ops.Limit.Bucket;
import io.hexforge.domain.ops.Limit.Budget;
import io.hexforge.domain.ops.Limit.Slots;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LevelTest {
    private static final long SECOND = 1_000_000;
    private static final Bucket HARD = Bucket.perMinute(600, Booking.HARD);
    private static final Bucket SOFT = Bucket.perMinute(600, Booking.SOFT);

    @Test
    void a_bucket_refills_evenly_and_never_beyond_full() {
        Level level = Level.fresh(0).reserved(Bucket.perMinute(60, Booking.AT_ONCE), 60);
        Bucket bucket = Bucket.perMinute(60, Booking.AT_ONCE);

        assertThat(level.remaining(bucket)).isZero();
        assertThat(level.at(bucket, 30 * SECOND).remaining(bucket)).isEqualTo(30);
        assertThat(level.at(bucket, 3_600 * SECOND).remaining(bucket)).isEqualTo(60);
        assertThat(level.reset(bucket)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void what_is_held_does_not_come_back_before_it_is_settled() {
        Level level = Level.fresh(0).reserved(HARD, 600).at(HARD, 120 * SECOND);
        assertThat(level.remaining(HARD)).isZero();

        Level settled = level.settled(HARD, 600, 200);
        assertThat(settled.remaining(HARD)).isEqualTo(400);
        assertThat(settled.at(HARD, 130 * SECOND).remaining(HARD)).isEqualTo(500);
    }

    @Test
    void debt_admits_nothing_until_it_is_paid_back() {
        Level debt = Level.fresh(0).reserved(SOFT, 10).settled(SOFT, 10, 1_200);

        assertThat(debt.admits(SOFT, 1)).isFalse();
        assertThat(debt.remaining(SOFT)).isZero();
        Duration wait = debt.wait(SOFT, 100);
        assertThat(wait).isBetween(Duration.ofSeconds(70), Duration.ofMillis(70_002));
        assertThat(debt.at(SOFT, 70 * SECOND).admits(SOFT, 100)).isTrue();
        assertThat(debt.at(SOFT, 69 * SECOND).admits(SOFT, 100)).isFalse();
    }

    @Test
    void a_clock_that_goes_backwards_refills_nothing() {
        Level level = Level.fresh(10 * SECOND).reserved(HARD, 100);

        assertThat(level.at(HARD, 0)).isEqualTo(level);
    }

    @Test
    void a_budget_is_never_more_than_used_up_however_it_is_seeded() {
        var budget = new Budget(100, Instant.ofEpochSecond(60), 250);
        Level level = Level.fresh(0).at(budget, 0);

        assertThat(level.remaining(budget)).isZero();
        assertThat(level.admits(budget, 0)).isFalse();
        assertThat(level.wait(budget, 1)).isEqualTo(Duration.ofMinutes(1));
        assertThat(level.idle(budget, 59 * SECOND)).isFalse();
        assertThat(level.idle(budget, 60 * SECOND)).isTrue();
    }

    @Test
    void money_that_is_only_held_may_come_back_soon() {
        var budget = new Budget(100, null, 0);
        Level level = Level.fresh(0).reserved(budget, 80);

        assertThat(level.wait(budget, 40)).isEqualTo(Duration.ofSeconds(1));
        assertThat(level.settled(budget, 80, 80).wait(budget, 40)).isNull();
    }

    @Test
    void slots_are_idle_when_nobody_holds_one() {
        var slots = new Slots(2);
        Level level = Level.fresh(0).reserved(slots, 1);

        assertThat(level.idle(slots, SECOND)).isFalse();
        assertThat(level.settled(slots, 1, 1)).isEqualTo(Level.fresh(0));
    }

    @Test
    void never_lets_more_through_than_capacity_and_refill_over_any_history() {
        var random = new Random(7);
        for (int run = 0; run < 200; run++) {
            Level level = Level.fresh(0);
            double granted = 0;
            long now = 0;
            for (int step = 0; step < 200; step++) {
                now += random.nextInt(2_000_000);
                long bound = 1 + random.nextInt(300);
                level = level.at(HARD, now);
                if (level.admits(HARD, bound)) {
                    long actual = random.nextLong(bound + 1);
                    granted += actual;
                    level = level.reserved(HARD, bound).settled(HARD, bound, actual);
                }
                assertThat(granted).isLessThanOrEqualTo(600 + 10.0 * now / SECOND + 0.001);
            }
        }
    }
}
