package io.hexforge.ports.driving.ops;

import io.hexforge.domain.ops.HealthState;
import io.hexforge.domain.ops.HealthState.Level;
import io.hexforge.ports.driven.ops.Dependency;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Asks everything that Hexforge depends on how it does. Safe for concurrent use.
public final class CheckHealth {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final List<Dependency> dependencies;
    private final Executor executor;
    private final Duration patience;

    /// @param executor on which the dependencies are asked, side by side
    public CheckHealth(List<Dependency> dependencies, Executor executor) {
        this(dependencies, executor, PATIENCE);
    }

    CheckHealth(List<Dependency> dependencies, Executor executor, Duration patience) {
        this.dependencies = List.copyOf(dependencies);
        this.executor = executor;
        this.patience = patience;
    }

    /// @param ready whether every required dependency answers
    /// @param components by name, in the order in which they were registered
    public record Report(boolean ready, Map<String, HealthState> components) {
        public Level level() {
            if (!ready) {
                return Level.DOWN;
            }
            boolean allUp = components.values().stream().allMatch(state -> state.level() == Level.UP);
            return allUp ? Level.UP : Level.DEGRADED;
        }
    }

    public Report check() {
        var running = new LinkedHashMap<Dependency, CompletableFuture<HealthState>>();
        dependencies.forEach(each -> running.put(each, ask(each)));
        var components = new LinkedHashMap<String, HealthState>();
        boolean ready = true;
        for (Map.Entry<Dependency, CompletableFuture<HealthState>> each : running.entrySet()) {
            HealthState state = each.getValue().join();
            components.put(each.getKey().name(), state);
            ready &= !each.getKey().required() || state.level() != Level.DOWN;
        }
        return new Report(ready, components);
    }

    /// Trusts no dependency to keep its promise of a quick answer without an exception.
    private CompletableFuture<HealthState> ask(Dependency dependency) {
        return CompletableFuture.supplyAsync(dependency::check, executor)
                .completeOnTimeout(HealthState.down("did not answer"), patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(broken -> HealthState.down("the check failed"));
    }
}
