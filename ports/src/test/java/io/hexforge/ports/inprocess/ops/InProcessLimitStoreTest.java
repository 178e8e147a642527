package io.hexforge.ports.inprocess.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Limit.Booking;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driven.ops.LimitStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InProcessLimitStoreTest implements LimitStoreContract {
    private final TestClock clock = new TestClock();
    private final InProcessLimitStore limits = new InProcessLimitStore(clock, LEASE);

    @Override
    public LimitStore limits() {
        return limits;
    }

    @Override
    public void pass(Duration time) {
        clock.advance(time);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Test
    void forgets_counters_that_stand_where_a_new_one_would() {
        for (int i = 0; i < 1_000; i++) {
            limits.reserve(List.of(new Demand("requests", "ip:" + i, Limit.Bucket.perMinute(60, Booking.AT_ONCE), 1)));
        }
        var budget = new Demand("budget", "key:1", new Limit.Budget(10, null, 0), 1);
        limits.reserve(List.of(budget));
        assertThat(limits.size()).isEqualTo(1_001);

        clock.advance(Duration.ofSeconds(6));
        limits.reserve(List.of());

        assertThat(limits.size()).isEqualTo(1);
        assertThat(limits.level(budget).remaining(budget.limit())).isEqualTo(10);
    }
}
