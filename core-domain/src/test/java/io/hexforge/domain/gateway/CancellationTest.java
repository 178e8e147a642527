package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void tells_each_listener_once() {
        cancellation.onCancel(told::incrementAndGet);
        cancellation.onCancel(told::incrementAndGet);

        assertThat(cancellation.cancelled()).isFalse();
        cancellation.cancel();
        cancellation.cancel();

        assertThat(cancellation.cancelled()).isTrue();
        assertThat(told).hasValue(2);
    }

    @Test
    void tells_a_late_listener_at_once() {
        cancellation.cancel();

        cancellation.onCancel(told::incrementAndGet).run();

        assertThat(told).hasValue(1);
    }

    @Test
    void tells_no_listener_that_was_withdrawn() {
        cancellation.onCancel(told::incrementAndGet).run();

        cancellation.cancel();

        assertThat(told).hasValue(0);
    }

    @Test
    void tells_every_listener_even_when_one_of_them_fails() {
        cancellation.onCancel(() -> {
            throw new IllegalStateException("broken");
        });
        cancellation.onCancel(told::incrementAndGet);

        assertThatIllegalStateException().isThrownBy(cancellation::cancel).withMessage("broken");

        assertThat(told).hasValue(1);
    }

    @Test
    void ends_a_wait() throws Exception {
        assertThat(cancellation.await(Duration.ZERO)).isFalse();
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return cancellation.await(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        cancellation.cancel();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void misses_no_listener_that_comes_while_it_is_cancelled() {
        for (int i = 0; i < 200; i++) {
            var each = new Cancellation();
            var heard = new AtomicInteger();
            var adding = CompletableFuture.runAsync(() -> each.onCancel(heard::incrementAndGet));
            each.cancel();
            adding.join();
            assertThat(heard).hasValue(1);
        }
    }
}
