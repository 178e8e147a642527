package io.hexforge.ports.driven.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Limit.Booking;
import io.hexforge.domain.ops.Standing;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.ops.LimitStore.Lease;
import io.hexforge.ports.driven.ops.LimitStore.Reservation;
import io.hexforge.ports.driven.ops.LimitStore.Reservation.Denied;
import io.hexforge.ports.driven.ops.LimitStore.Reservation.Granted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [LimitStore] must do. Settling may take a moment, so that its effect is waited for.
public interface LimitStoreContract {
    /// How long leases last in a store under test.
    Duration LEASE = Duration.ofSeconds(2);

    Duration HOUR = Duration.ofHours(1);

    LimitStore limits();

    /// Lets time pass for the store: moves its clock, or waits.
    void pass(Duration time);

    /// {@return the present by the store's clock}
    Instant now();

    @Test
    default void takes_a_bucket_to_its_last_token_and_says_when_to_come_again() {
        Demand one = demand(new Limit.Bucket(3, HOUR, Booking.AT_ONCE), 1);

        assertThat(standing(limits().reserve(List.of(one))).remaining()).isEqualTo(2);
        limits().reserve(List.of(one));
        assertThat(standing(limits().reserve(List.of(one))).remaining()).isZero();

        Reservation fourth = limits().reserve(List.of(one));
        assertThat(fourth).isInstanceOfSatisfying(Denied.class, denied -> {
            assertThat(denied.which()).isEqualTo(one);
            assertThat(denied.retryAfter()).isBetween(Duration.ofMinutes(19), Duration.ofMinutes(21));
            assertThat(standing(denied).remaining()).isZero();
            assertThat(standing(denied).reset()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        });
    }

    @Test
    default void refills_a_bucket_evenly() {
        Demand all = demand(new Limit.Bucket(100, Duration.ofSeconds(4), Booking.AT_ONCE), 100);
        limits().reserve(List.of(all));

        pass(Duration.ofSeconds(1));

        Standing standing = standing(limits().reserve(List.of(of(all, 1))));
        assertThat(standing.remaining()).isBetween(20L, 60L);
        assertThat(limits().reserve(List.of(of(all, 70)))).isInstanceOf(Denied.class);
    }

    @Test
    default void reserves_all_or_nothing() {
        Demand plenty = demand(new Limit.Bucket(10, HOUR, Booking.AT_ONCE), 1);
        Demand held = demand(new Limit.Slots(10), 1);
        Demand none = demand(new Limit.Budget(5, null, 0), 6);

        Reservation denied = limits().reserve(List.of(plenty, held, none));

        assertThat(denied)
                .isInstanceOfSatisfying(
                        Denied.class, it -> assertThat(it.which()).isEqualTo(none));
        assertThat(denied.standings()).extracting(Standing::remaining).containsExactly(10L, 10L, 5L);
        assertThat(limits().reserve(List.of(plenty, held)).standings())
                .extracting(Standing::remaining)
                .containsExactly(9L, 9L);
    }

    @Test
    default void grants_nothing_wanted() {
        assertThat(limits().reserve(List.of())).isInstanceOf(Granted.class);
    }

    @Test
    default void frees_a_slot_when_its_lease_is_settled() {
        Demand slot = demand(new Limit.Slots(1), 1);
        Lease first = lease(limits().reserve(List.of(slot)));
        assertThat(limits().reserve(List.of(slot)))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.retryAfter()).isPositive());

        limits().settle(first, each -> 1);

        Race.until(() -> limits().reserve(List.of(slot)) instanceof Granted);
        assertThat(limits().reserve(List.of(slot))).isInstanceOf(Denied.class);
    }

    @Test
    default void gives_back_what_a_settled_call_did_not_use() {
        Demand worst = demand(new Limit.Budget(100, null, 0), 80);
        Lease running = lease(limits().reserve(List.of(worst)));
        assertThat(remaining(worst)).isEqualTo(20);

        limits().settle(running, each -> 30);
        limits().settle(running, each -> 30);

        Race.until(() -> remaining(worst) == 70);
        pass(Duration.ofMillis(50));
        assertThat(remaining(worst)).isEqualTo(70);
    }

    @Test
    default void takes_nothing_for_what_is_released() {
        Demand tokens = demand(new Limit.Bucket(100, HOUR, Booking.HARD), 100);
        Lease running = lease(limits().reserve(List.of(tokens)));

        limits().release(running);

        Race.until(() -> remaining(tokens) == 100);
    }

    @Test
    default void never_overshoots_a_hard_limit_of_tokens() {
        var bucket = new Limit.Bucket(1_000, HOUR, Booking.HARD);
        Demand bound = demand(bucket, 90);

        List<Reservation> all = Race.ofFifty(i -> {
            Reservation reservation = limits().reserve(List.of(bound));
            if (reservation instanceof Granted(Lease lease, var standings)) {
                limits().settle(lease, each -> 90);
            }
            return reservation;
        });

        assertThat(all).filteredOn(Granted.class::isInstance).hasSize(11);
    }

    @Test
    default void never_overshoots_a_budget() {
        Demand worst = demand(new Limit.Budget(1_000_000, now().plus(HOUR), 100_000), 100_000);

        List<Reservation> all = Race.ofFifty(i -> limits().reserve(List.of(worst)));

        assertThat(all).filteredOn(Granted.class::isInstance).hasSize(9);
        assertThat(remaining(worst)).isZero();
        all.forEach(each -> {
            if (each instanceof Granted(Lease lease, var standings)) {
                limits().settle(lease, demand -> 60_000);
            }
        });
        Race.until(() -> remaining(worst) == 360_000);
    }

    @Test
    default void books_the_overshoot_of_a_soft_limit_as_debt_that_is_paid_back() {
        Demand estimate = demand(new Limit.Bucket(100, Duration.ofSeconds(1), Booking.SOFT), 40);
        Lease running = lease(limits().reserve(List.of(estimate)));

        limits().settle(running, each -> 300);

        Race.until(() -> limits().reserve(List.of(of(estimate, 1))) instanceof Denied);
        assertThat(limits().reserve(List.of(of(estimate, 1))))
                .isInstanceOfSatisfying(
                        Denied.class,
                        denied -> assertThat(denied.retryAfter())
                                .isBetween(Duration.ofMillis(500), Duration.ofMillis(2_100)));
        pass(Duration.ofSeconds(1));
        assertThat(limits().reserve(List.of(of(estimate, 1)))).isInstanceOf(Denied.class);
        pass(Duration.ofSeconds(2));
        assertThat(limits().reserve(List.of(of(estimate, 90)))).isInstanceOf(Granted.class);
    }

    @Test
    default void lets_an_estimate_larger_than_a_soft_bucket_through_when_that_is_full() {
        Demand large = demand(new Limit.Bucket(100, HOUR, Booking.SOFT), 500);

        assertThat(limits().reserve(List.of(large))).isInstanceOf(Granted.class);
        assertThat(limits().reserve(List.of(of(large, 1)))).isInstanceOf(Denied.class);
    }

    @Test
    default void says_that_waiting_does_not_help_with_what_never_fits() {
        Demand tokens = demand(new Limit.Bucket(100, HOUR, Booking.HARD), 101);
        Demand money = demand(new Limit.Budget(100, null, 100), 1);

        assertThat(limits().reserve(List.of(tokens)))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.retryAfter()).isNull());
        assertThat(limits().reserve(List.of(money)))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.retryAfter()).isNull());
    }

    @Test
    default void gives_back_what_a_lease_held_that_was_never_settled() {
        Demand slot = demand(new Limit.Slots(1), 1);
        Demand money = demand(new Limit.Budget(100, null, 0), 80);
        limits().reserve(List.of(slot, money));

        pass(LEASE.plusMillis(500));

        Race.until(() -> limits().reserve(List.of(slot, money)) instanceof Granted);
        assertThat(remaining(money)).isEqualTo(20);
    }

    @Test
    default void takes_what_was_used_also_when_the_lease_had_run_out() {
        Demand money = demand(new Limit.Budget(100, null, 0), 80);
        Lease slow = lease(limits().reserve(List.of(money)));
        pass(LEASE.plusMillis(500));
        Race.until(() -> limits().reserve(List.of(of(money, 100))) instanceof Granted);

        limits().settle(slow, each -> 70);

        pass(LEASE.plusMillis(500));
        Race.until(() -> limits().reserve(List.of(of(money, 31))) instanceof Denied && remaining(money) == 30);
    }

    @Test
    default void starts_a_budget_at_what_is_known_to_be_spent_and_follows_it_upwards() {
        Demand money = demand(new Limit.Budget(100, null, 60), 0);

        assertThat(remaining(money)).isEqualTo(40);
        assertThat(remaining(money.within(new Limit.Budget(100, null, 75)))).isEqualTo(25);
        assertThat(remaining(money.within(new Limit.Budget(100, null, 0)))).isEqualTo(25);
    }

    @Test
    default void refuses_calls_of_unknown_cost_only_once_a_budget_is_used_up() {
        Demand money = demand(new Limit.Budget(100, now().plus(HOUR), 99), 0);
        Demand over = demand(new Limit.Budget(100, now().plus(HOUR), 100), 0);

        assertThat(limits().reserve(List.of(money))).isInstanceOf(Granted.class);
        assertThat(limits().reserve(List.of(over)))
                .isInstanceOfSatisfying(
                        Denied.class,
                        denied -> assertThat(denied.retryAfter())
                                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61)));
    }

    @Test
    default void keeps_subjects_apart() {
        Demand one = demand(new Limit.Slots(1), 1);
        limits().reserve(List.of(one));

        assertThat(limits().reserve(List.of(demand(new Limit.Slots(1), 1)))).isInstanceOf(Granted.class);
    }

    /// {@return what is left, asked by a demand of nothing}
    private long remaining(Demand demand) {
        Reservation asked = limits().reserve(List.of(of(demand, 0)));
        if (asked instanceof Granted(Lease lease, var standings)) {
            limits().release(lease);
        }
        return standing(asked).remaining();
    }

    private static Demand demand(Limit limit, long amount) {
        return new Demand("things", "test:" + UUID.randomUUID(), limit, amount);
    }

    private static Demand of(Demand other, long amount) {
        return new Demand(other.name(), other.subject(), other.limit(), amount);
    }

    private static Standing standing(Reservation reservation) {
        return reservation.standings().getFirst();
    }

    private static Lease lease(Reservation reservation) {
        assertThat(reservation).isInstanceOf(Granted.class);
        return ((Granted) reservation).lease();
    }
}
