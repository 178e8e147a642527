package io.hexforge.adapter.llm.wall;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which fault befalls which request: the queue first, then the first rule that fits.
final class FaultScript {
    private record Rule(Predicate<Request> applies, Fault fault, boolean toAll) {}

    private final InstantSource clock;
    private final long started;
    private final ConcurrentLinkedQueue<Fault> queue = new ConcurrentLinkedQueue<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    FaultScript(InstantSource clock) {
        this.clock = clock;
        this.started = clock.millis();
    }

    void next(Fault... faults) {
        queue.addAll(List.of(faults));
    }

    /// @param toAll whether requests that produce no tokens (lists of models, …) are meant too
    void rule(Predicate<Request> applies, Fault fault, boolean toAll) {
        rules.add(new Rule(applies, fault, toAll));
    }

    void clear() {
        queue.clear();
        rules.clear();
    }

    boolean isEmpty() {
        return queue.isEmpty() && rules.isEmpty();
    }

    @Nullable
    Fault forRequest(Request request, boolean produces) {
        if (isEmpty()) {
            return null;
        }
        Fault queued = produces ? queue.poll() : null;
        if (queued != null) {
            return active(queued);
        }
        return rules.stream()
                .filter(rule -> (produces || rule.toAll()) && rule.applies().test(request))
                .findFirst()
                .map(rule -> active(rule.fault()))
                .orElse(null);
    }

    private @Nullable Fault active(Fault fault) {
        return switch (fault) {
            case Fault.Flapping(Duration period, Fault inner) ->
                (clock.millis() - started) / Math.max(1, period.toMillis()) % 2 == 0 ? active(inner) : null;
            default -> fault;
        };
    }
}
