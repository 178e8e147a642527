package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.domain.ops.HealthState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ServiceRegistryTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final ServiceRegistry registry = new ServiceRegistry();

    @Test
    void starts_what_is_needed_first_and_stops_it_last() {
        var database = service("database");
        var stores = service("stores", database);
        service("http", stores, database);

        registry.start(SOON);
        registry.stop();

        assertThat(events).containsExactly("+database", "+stores", "+http", "-http", "-stores", "-database");
    }

    @Test
    void hands_values_to_those_that_need_them() {
        var one = registry.add("one", () -> 1);
        var two = registry.add("two", () -> one.get() + 1, one);

        registry.start(SOON);

        assertThat(two.get()).isEqualTo(2);
    }

    @Test
    void starts_independent_parts_in_parallel() {
        var together = new CyclicBarrier(2);
        registry.add("a", () -> together.await(5, TimeUnit.SECONDS));
        registry.add("b", () -> together.await(5, TimeUnit.SECONDS));

        registry.start(SOON);

        assertThat(registry.health()).containsOnlyKeys("a", "b").containsValue(HealthState.up());
    }

    @Test
    void stops_independent_parts_in_parallel() {
        var together = new CyclicBarrier(2);
        for (String name : List.of("a", "b")) {
            registry.add(name, () -> name).stoppedBy(SOON, value -> {
                try {
                    together.await(5, TimeUnit.SECONDS);
                    events.add("-" + value);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        registry.start(SOON);
        registry.stop();

        assertThat(events).containsExactlyInAnyOrder("-a", "-b");
    }

    @Test
    void names_the_part_that_failed_and_stops_the_others() {
        var database = service("database");
        var broken = registry.add(
                "migrations",
                () -> {
                    throw new IllegalStateException("disk full");
                },
                database);
        service("http", broken);

        assertThatThrownBy(() -> registry.start(SOON)).hasMessage("migrations cannot be started: disk full");
        assertThat(events).containsExactly("+database", "-database");
        assertThat(registry.health().get("migrations")).isEqualTo(HealthState.down("failed to start"));
    }

    @Test
    void gives_up_at_the_deadline() {
        var never = new CountDownLatch(1);
        registry.add("slow", () -> never.await(10, TimeUnit.SECONDS));

        assertThatThrownBy(() -> registry.start(Duration.ofMillis(50))).hasMessageContaining("cannot be started");
    }

    @Test
    void a_part_that_hangs_or_fails_does_not_keep_the_others_from_stopping() {
        var never = new CountDownLatch(1);
        var database = service("database");
        registry.add("hangs", () -> 1, database).stoppedBy(Duration.ofMillis(50), value -> {
            try {
                never.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        registry.add("fails", () -> 1, database).stoppedBy(SOON, value -> {
            throw new IllegalStateException("no");
        });

        registry.start(SOON);
        registry.stop();

        assertThat(events).containsExactly("+database", "-database");
    }

    @Test
    void reports_the_health_that_a_part_tells() {
        registry.add("cache", () -> 7).watchedBy(value -> HealthState.degraded("only " + value));

        assertThat(registry.health()).containsEntry("cache", HealthState.down("starting"));
        registry.start(SOON);
        assertThat(registry.health()).containsEntry("cache", HealthState.degraded("only 7"));
    }

    @Test
    void a_value_that_was_not_asked_for_is_refused() {
        var never = new CountDownLatch(1);
        var slow = registry.add("slow", () -> never.await(10, TimeUnit.SECONDS));
        registry.add("careless", () -> {
            try {
                return slow.get();
            } finally {
                never.countDown();
            }
        });

        assertThatThrownBy(() -> registry.start(SOON)).hasMessageContaining("slow is not named");
    }

    private ServiceRegistry.Service<String> service(String name, ServiceRegistry.Service<?>... needs) {
        return registry.add(
                        name,
                        () -> {
                            events.add("+" + name);
                            return name;
                        },
                        needs)
                .stoppedBy(SOON, value -> events.add("-" + value));
    }
}
