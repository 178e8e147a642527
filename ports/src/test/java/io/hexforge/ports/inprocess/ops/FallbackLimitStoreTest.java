package io.hexforge.ports.inprocess.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Limit.Booking;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driven.ops.LimitStore.Reservation.Denied;
import io.hexforge.ports.driven.ops.LimitStore.Reservation.Granted;
import io.hexforge.ports.driven.ops.LimitStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class FallbackLimitStoreTest implements LimitStoreContract {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final TestClock clock = new TestClock();
    private final Fragile shared = new Fragile(new InProcessLimitStore(clock, LEASE));
    private final List<PortException> troubles = new ArrayList<>();
    private final LimitStore limits = node();

    /// A shared store that can go away, lose its memory, or settle late.
    private static final class Fragile implements LimitStore {
        private final List<Runnable> unsettled = new ArrayList<>();
        private LimitStore store;
        private boolean away;
        private boolean late;
        private int asked;

        private Fragile(LimitStore store) {
            this.store = store;
        }

        @Override
        public Reservation reserve(List<Demand> demands) {
            asked++;
            if (away) {
                throw new PortException(Kind.TIMEOUT, "away", null);
            }
            return store.reserve(demands);
        }

        @Override
        public void settle(Lease lease, ToLongFunction<Demand> actual) {
            if (late) {
                unsettled.add(() -> store.settle(lease, actual));
            } else if (!away) {
                store.settle(lease, actual);
            }
        }
    }

    private LimitStore node() {
        return new FallbackLimitStore(shared, new InProcessLimitStore(clock, LEASE), clock, PAUSE, troubles::add);
    }

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
    void asks_a_store_that_is_away_once_a_pause() {
        var one = new Demand("requests", "user:1", Limit.Bucket.perMinute(60, Booking.AT_ONCE), 1);
        shared.away = true;

        for (int i = 0; i < 10; i++) {
            assertThat(limits.reserve(List.of(one))).isInstanceOf(Granted.class);
        }
        assertThat(shared.asked).isEqualTo(1);

        clock.advance(PAUSE);
        limits.reserve(List.of(one));
        limits.reserve(List.of(one));
        assertThat(shared.asked).isEqualTo(2);
        assertThat(troubles).hasSize(2);

        shared.away = false;
        clock.advance(PAUSE);
        limits.reserve(List.of(one));
        limits.reserve(List.of(one));
        assertThat(shared.asked).isEqualTo(4);
    }

    @Test
    void lets_through_no_more_of_a_budget_than_was_left_when_the_store_was_heard_last() {
        var cheap = new Demand("budget", "key:1", new Limit.Budget(100, null, 0), 10);
        LimitStore other = node();
        for (int i = 0; i < 6; i++) {
            settled(other, cheap);
        }
        settled(limits, cheap);
        shared.away = true;

        int granted = 0;
        for (int i = 0; i < 50; i++) {
            granted += settled(limits, cheap) ? 1 : 0;
        }

        assertThat(granted).isEqualTo(3);
    }

    @Test
    void tells_the_store_what_was_spent_while_it_was_away() {
        var cheap = new Demand("budget", "key:1", new Limit.Budget(100, null, 0), 10);
        settled(limits, cheap);
        shared.away = true;
        settled(limits, cheap);
        settled(limits, cheap);
        shared.away = false;
        clock.advance(PAUSE);

        limits.reserve(List.of(cheap));

        assertThat(node().reserve(List.of(new Demand("budget", "key:1", cheap.limit(), 61))))
                .isInstanceOf(Denied.class);
        assertThat(node().reserve(List.of(new Demand("budget", "key:1", cheap.limit(), 60))))
                .isInstanceOf(Granted.class);
    }

    @Test
    void books_the_cost_of_a_call_that_was_running_when_the_store_went_away() {
        var dear = new Demand("budget", "key:1", new Limit.Budget(100, null, 0), 60);
        var running = (Granted) limits.reserve(List.of(dear));
        shared.away = true;

        assertThat(limits.reserve(List.of(dear))).isInstanceOf(Denied.class);
        limits.settle(running.lease(), each -> 30);
        assertThat(limits.reserve(List.of(dear))).isInstanceOf(Granted.class);
    }

    @Test
    void does_not_count_twice_what_is_on_its_way_to_the_store() {
        var cheap = new Demand("budget", "key:1", new Limit.Budget(100, null, 0), 10);
        shared.late = true;
        settled(limits, cheap);
        settled(limits, cheap);
        shared.unsettled.forEach(Runnable::run);

        assertThat(node().reserve(List.of(new Demand("budget", "key:1", cheap.limit(), 80))))
                .isInstanceOf(Granted.class);
    }

    @Test
    void tells_a_store_that_has_lost_its_memory_what_was_spent() {
        var cheap = new Demand("budget", "key:1", new Limit.Budget(100, null, 0), 10);
        settled(limits, cheap);
        settled(limits, cheap);
        shared.away = true;
        assertThat(limits.reserve(List.of(new Demand("budget", "key:1", cheap.limit(), 90))))
                .isInstanceOf(Denied.class);
        shared.store = new InProcessLimitStore(clock, LEASE);
        shared.away = false;
        clock.advance(PAUSE);

        settled(limits, cheap);

        assertThat(node().reserve(List.of(new Demand("budget", "key:1", cheap.limit(), 71))))
                .isInstanceOf(Denied.class);
        assertThat(node().reserve(List.of(new Demand("budget", "key:1", cheap.limit(), 70))))
                .isInstanceOf(Granted.class);
    }

    private static boolean settled(LimitStore store, Demand demand) {
        if (store.reserve(List.of(demand)) instanceof Granted(var lease, var standings)) {
            store.settle(lease, Demand::amount);
            return true;
        }
        return false;
    }
}
