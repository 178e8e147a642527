package io.hexforge.ports.driving.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.ops.HealthState;
import io.hexforge.domain.ops.HealthState.Level;
import io.hexforge.ports.driven.ops.Dependency;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CheckHealthTest {
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    @Test
    void is_up_when_everything_is() {
        CheckHealth.Report report =
                check(dependency("database", true, HealthState::up), dependency("redis", false, HealthState::up));

        assertThat(report.ready()).isTrue();
        assertThat(report.level()).isEqualTo(Level.UP);
        assertThat(report.components()).containsOnlyKeys("database", "redis");
    }

    @Test
    void is_degraded_but_ready_without_what_it_can_do_without() {
        CheckHealth.Report report = check(
                dependency("database", true, HealthState::up),
                dependency("redis", false, () -> HealthState.down("no route")));

        assertThat(report.ready()).isTrue();
        assertThat(report.level()).isEqualTo(Level.DEGRADED);
        assertThat(report.components().get("redis")).isEqualTo(HealthState.down("no route"));
    }

    @Test
    void is_ready_while_what_it_requires_is_degraded() {
        CheckHealth.Report report = check(dependency("database", true, () -> HealthState.degraded("slow")));

        assertThat(report.ready()).isTrue();
        assertThat(report.level()).isEqualTo(Level.DEGRADED);
    }

    @Test
    void is_down_without_what_it_requires() {
        CheckHealth.Report report = check(dependency("database", true, () -> HealthState.down("refused")));

        assertThat(report.ready()).isFalse();
        assertThat(report.level()).isEqualTo(Level.DOWN);
    }

    @Test
    void takes_an_exception_for_a_bad_sign() {
        CheckHealth.Report report = check(dependency("database", true, () -> {
            throw new IllegalStateException("jdbc:postgresql://user:password@host");
        }));

        assertThat(report.ready()).isFalse();
        assertThat(report.components().get("database").detail()).doesNotContain("password");
    }

    @Test
    void does_not_wait_for_a_check_that_hangs() {
        var never = new CountDownLatch(1);
        Dependency hanging = dependency("redis", false, () -> {
            await(never);
            return HealthState.up();
        });
        var impatient = new CheckHealth(
                List.of(hanging, dependency("database", true, HealthState::up)), THREADS, Duration.ofMillis(100));

        CheckHealth.Report report = impatient.check();
        never.countDown();

        assertThat(report.ready()).isTrue();
        assertThat(report.components().get("redis").level()).isEqualTo(Level.DOWN);
    }

    @Test
    void asks_all_at_the_same_time() {
        var together = new CyclicBarrier(2);
        Supplier<HealthState> meeting = () -> {
            try {
                together.await();
                return HealthState.up();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new AssertionError(e);
            }
        };

        assertThat(check(dependency("a", true, meeting), dependency("b", true, meeting))
                        .level())
                .isEqualTo(Level.UP);
    }

    private static CheckHealth.Report check(Dependency... dependencies) {
        return new CheckHealth(List.of(dependencies), THREADS).check();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Dependency dependency(String name, boolean required, Supplier<HealthState> state) {
        return new Dependency() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean required() {
                return required;
            }

            @Override
            public HealthState check() {
                return state.get();
            }
        };
    }
}
