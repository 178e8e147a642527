package io.hexforge.app;

import io.hexforge.domain.ops.HealthState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the parts of the system: each as soon as those that it needs have started, so independent ones in parallel.
/// Stops them the other way round. A part is declared once and its value is available to those that name it.
///
/// **Threads:** parts are declared by one thread, before `start`. `health` may be called by any at any time.
final class ServiceRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceRegistry.class);
    private static final Executor THREADS = Thread::startVirtualThread;

    private final List<Service<?>> services = new ArrayList<>();

    /// Declares a part. It can name only parts that were declared before it, so there are no cycles.
    <T> Service<T> add(String name, Callable<T> start, Service<?>... needs) {
        var service = new Service<T>(name, start, List.of(needs));
        services.add(service);
        return service;
    }

    /// Starts everything. If a part fails or `deadline` passes, those that have started are stopped again.
    ///
    /// @throws StartFailed naming the part that failed
    void start(Duration deadline) {
        try {
            services.forEach(Service::startWhenPossible);
            for (Service<?> service : services) {
                service.started.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
            }
            CompletableFuture.allOf(services.stream().map(s -> s.started).toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            stop();
            throw services.stream()
                    .filter(service -> service.failure != null)
                    .findFirst()
                    .map(service -> new StartFailed(service.name, service.failure))
                    .orElseGet(() -> new StartFailed("something", e));
        }
    }

    /// Stops what has started: each part once nothing needs it any more, and no part for longer than its own limit.
    void stop() {
        var stopped = new LinkedHashMap<Service<?>, CompletableFuture<Void>>();
        for (Service<?> service : services.reversed()) {
            CompletableFuture<?>[] dependents = stopped.entrySet().stream()
                    .filter(entry -> entry.getKey().needs.contains(service))
                    .map(Map.Entry::getValue)
                    .toArray(CompletableFuture[]::new);
            stopped.put(service, CompletableFuture.allOf(dependents).thenCompose(nothing -> service.stop()));
        }
        CompletableFuture.allOf(stopped.values().toArray(CompletableFuture[]::new))
                .join();
    }

    /// {@return how each part does}
    Map<String, HealthState> health() {
        var states = new LinkedHashMap<String, HealthState>();
        services.forEach(service -> states.put(service.name, service.health()));
        return states;
    }

    /// A part cannot be started.
    static final class StartFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StartFailed(String service, @Nullable Throwable cause) {
            super(service + " cannot be started: " + (cause == null ? "" : cause.getMessage()), cause);
        }
    }

    /// A part of the system, and its value once it has started.
    static final class Service<T> {
        private final String name;
        private final Callable<T> start;
        private final List<Service<?>> needs;
        private final CompletableFuture<T> started = new CompletableFuture<>();
        private volatile @Nullable Throwable failure;
        private Duration stopLimit = Duration.ofSeconds(5);
        private Consumer<T> stopAction = value -> {};
        private Function<T, HealthState> check = value -> HealthState.up();

        private Service(String name, Callable<T> start, List<Service<?>> needs) {
            this.name = name;
            this.start = start;
            this.needs = needs;
        }

        /// How it is stopped, and how long that may take before the next part's turn comes regardless.
        Service<T> stoppedBy(Duration limit, Consumer<T> action) {
            stopLimit = limit;
            stopAction = action;
            return this;
        }

        Service<T> watchedBy(Function<T, HealthState> question) {
            check = question;
            return this;
        }

        /// {@return its value; only those that need it may ask, and only from their own start on}
        T get() {
            if (!started.isDone()) {
                throw new IllegalStateException(name + " is not named among what is needed");
            }
            return started.join();
        }

        private void startWhenPossible() {
            CompletableFuture<?>[] first = needs.stream().map(s -> s.started).toArray(CompletableFuture[]::new);
            THREADS.execute(() -> {
                try {
                    CompletableFuture.allOf(first).join();
                } catch (CompletionException e) {
                    started.completeExceptionally(e);
                    return;
                }
                run();
            });
        }

        private void run() {
            long begin = System.nanoTime();
            try {
                T value = start.call();
                LOG.debug("{} started in {} ms", name, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
                started.complete(value);
            } catch (Throwable e) {
                failure = e;
                started.completeExceptionally(e);
            }
        }

        private CompletableFuture<Void> stop() {
            if (!started.isDone() || started.isCompletedExceptionally()) {
                return CompletableFuture.completedFuture(null);
            }
            return CompletableFuture.runAsync(() -> stopAction.accept(started.join()), THREADS)
                    .orTimeout(stopLimit.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(problem -> {
                        LOG.warn(
                                "{} was not stopped cleanly within {} s: {}",
                                name,
                                stopLimit.toSeconds(),
                                problem.toString());
                        return null;
                    });
        }

        private HealthState health() {
            if (!started.isDone()) {
                return HealthState.down("starting");
            }
            return started.isCompletedExceptionally()
                    ? HealthState.down("failed to start")
                    : check.apply(started.join());
        }
    }
}
