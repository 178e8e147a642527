package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final RetryBudget budget = new RetryBudget(0.2, 1, now::get);

    @Test
    void lets_repeats_add_a_fifth_to_the_traffic() {
        int repeats = 0;
        for (int i = 0; i < 10_000; i++) {
            budget.earn();
            if (budget.spend()) {
                repeats++;
            }
        }
        assertThat(repeats).isBetween(1_990, 2_012);
    }

    @Test
    void always_has_some_for_those_who_ask_rarely() {
        while (budget.spend()) {}
        now.set(Instant.EPOCH.plusSeconds(3));

        assertThat(budget.spend()).isTrue();
        assertThat(budget.spend()).isTrue();
        assertThat(budget.spend()).isTrue();
        assertThat(budget.spend()).isFalse();
    }
}
