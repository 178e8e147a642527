package io.hexforge.ports.driven;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Lets many callers do the same at once, and waits for what comes by itself.
public final class Race {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Race() {}

    /// {@return what fifty callers got that were let off together}
    public static <T> List<T> ofFifty(IntFunction<T> caller) {
        int callers = 50;
        var ready = new CountDownLatch(callers);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<CompletableFuture<T>>();
            for (int i = 0; i < callers; i++) {
                int number = i;
                Supplier<T> start = () -> {
                    ready.countDown();
                    await(ready);
                    return caller.apply(number);
                };
                running.add(CompletableFuture.supplyAsync(start, threads));
            }
            return running.stream()
                    .map(each -> each.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .join())
                    .toList();
        }
    }

    /// Asks again and again until `condition` holds.
    ///
    /// @throws AssertionError if it does not within half a minute
    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not happen within " + PATIENCE);
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the others did not come");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
