package io.hexforge.ports.driving.ops;

import io.hexforge.domain.ops.Demand;
import io.hexforge.ports.driven.ops.LimitStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/// Limits that count what they let through and what they refuse, since the start of this process. Safe for concurrent
/// use.
public final class CountedLimits implements LimitStore {
    private final LimitStore limits;
    private final Map<String, Adders> byName = new ConcurrentHashMap<>();

    public CountedLimits(LimitStore limits) {
        this.limits = limits;
    }

    private record Adders(LongAdder allowed, LongAdder refused) {
        Adders() {
            this(new LongAdder(), new LongAdder());
        }
    }

    /// @param allowed demands that were met
    /// @param refused demands that were the first that could not be met
    public record Counts(long allowed, long refused) {}

    /// {@return what was counted, by the names of the limits, of which there are few}
    public Map<String, Counts> counts() {
        var counts = new TreeMap<String, Counts>();
        byName.forEach((name, adders) -> counts.put(
                name, new Counts(adders.allowed().sum(), adders.refused().sum())));
        return counts;
    }

    @Override
    public Reservation reserve(List<Demand> demands) {
        Reservation reservation = limits.reserve(demands);
        switch (reservation) {
            case Reservation.Granted granted ->
                demands.forEach(demand -> of(demand).allowed().increment());
            case Reservation.Denied denied -> of(denied.which()).refused().increment();
        }
        return reservation;
    }

    @Override
    public void settle(Lease lease, ToLongFunction<Demand> actual) {
        limits.settle(lease, actual);
    }

    private Adders of(Demand demand) {
        return byName.computeIfAbsent(demand.name(), name -> new Adders());
    }
}
