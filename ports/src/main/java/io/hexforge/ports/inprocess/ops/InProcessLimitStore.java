package io.hexforge.ports.inprocess.ops;

import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Level;
import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Standing;
import io.hexforge.ports.driven.ops.LimitStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Limits within this process, without locks. Counters that stand where a new one would stand are forgotten, so that
/// memory holds about as many as were used lately. Safe for concurrent use.
public final class InProcessLimitStore implements LimitStore {
    private static final long SWEEP_MICROS = 5_000_000;

    private final InstantSource clock;
    private final long leaseMicros;
    /// By [Demand#counter]; one that holds null is being forgotten.
    private final ConcurrentHashMap<String, AtomicReference<@Nullable Entry>> counters = new ConcurrentHashMap<>();
    private final Set<Held> leases = ConcurrentHashMap.newKeySet();
    private final AtomicLong swept = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();

    private record Entry(Limit limit, Level level) {}

    /// A lease; two are never equal.
    private static final class Held implements Lease {
        private enum State {
            RUNNING,
            EXPIRED,
            SETTLED
        }

        private final List<Demand> demands;
        private final long expires;
        private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

        private Held(List<Demand> demands, long expires) {
            this.demands = demands;
            this.expires = expires;
        }
    }

    /// @param lease how long what is reserved stays held without being settled
    public InProcessLimitStore(InstantSource clock, Duration lease) {
        this.clock = clock;
        this.leaseMicros = lease.toNanos() / 1000;
    }

    @Override
    public Reservation reserve(List<Demand> demands) {
        long now = Level.micros(clock.instant());
        forgetIdle(now);
        Reservation outcome = reserve(demands, now);
        boolean again = outcome instanceof Reservation.Denied && expireLeases(now);
        return again ? reserve(demands, now) : outcome;
    }

    private Reservation reserve(List<Demand> demands, long now) {
        Demand denied = null;
        for (Demand demand : demands) {
            if (!level(demand, now).admits(demand.limit(), demand.amount())) {
                denied = demand;
                break;
            }
        }
        var standings = new ArrayList<Standing>(demands.size());
        for (int i = 0; denied == null && i < demands.size(); i++) {
            Demand demand = demands.get(i);
            Level taken = taken(demand, now, false);
            if (taken == null) {
                denied = demand;
                demands.subList(0, i).forEach(each -> giveBack(each, now));
            } else {
                standings.add(new Standing(demand, taken));
            }
        }
        if (denied == null) {
            return new Reservation.Granted(lease(demands, now), standings);
        }
        Level level = level(denied, now);
        return new Reservation.Denied(
                denied,
                level.wait(denied.limit(), denied.amount()),
                demands.stream()
                        .map(each -> new Standing(each, level(each, now)))
                        .toList());
    }

    /// Counts `demands` whether or not there is room.
    Lease book(List<Demand> demands) {
        long now = Level.micros(clock.instant());
        forgetIdle(now);
        demands.forEach(demand -> taken(demand, now, true));
        return lease(demands, now);
    }

    /// Raises a counter to what it is known to stand at elsewhere.
    void observe(Standing elsewhere) {
        long now = Level.micros(clock.instant());
        change(elsewhere.demand(), now, level -> level.atLeast(elsewhere.level().used()));
    }

    /// {@return where a counter stands}
    Level level(Demand demand) {
        return level(demand, Level.micros(clock.instant()));
    }

    /// {@return the counters of all budgets}
    Set<String> budgets() {
        return counters.entrySet().stream()
                .filter(counter -> isBudget(counter.getValue().get()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean isBudget(@Nullable Entry entry) {
        return entry != null && entry.limit() instanceof Limit.Budget;
    }

    /// {@return how many counters are remembered}
    int size() {
        return counters.size();
    }

    @Override
    public void settle(Lease lease, ToLongFunction<Demand> actual) {
        if (!(lease instanceof Held held)) {
            throw new IllegalArgumentException("a lease of another store");
        }
        Held.State before = held.state.getAndSet(Held.State.SETTLED);
        if (before == Held.State.SETTLED) {
            return;
        }
        leases.remove(held);
        long now = Level.micros(clock.instant());
        for (Demand demand : held.demands) {
            long reserved = before == Held.State.RUNNING ? demand.amount() : 0;
            long used = actual.applyAsLong(demand);
            change(demand, now, level -> level.settled(demand.limit(), reserved, used));
        }
    }

    private Lease lease(List<Demand> demands, long now) {
        List<Demand> held =
                demands.stream().filter(demand -> demand.limit().held()).toList();
        var lease = new Held(held, now + leaseMicros);
        if (!held.isEmpty()) {
            leases.add(lease);
        }
        return lease;
    }

    private Level level(Demand demand, long now) {
        AtomicReference<@Nullable Entry> counter = counters.get(demand.counter());
        Entry entry = counter == null ? null : counter.get();
        Level level = entry == null ? Level.fresh(now) : entry.level();
        return level.at(demand.limit(), now);
    }

    /// {@return the level after `demand` was reserved, or null when there is no room}
    private @Nullable Level taken(Demand demand, long now, boolean anyway) {
        return change(
                demand,
                now,
                level -> anyway || level.admits(demand.limit(), demand.amount())
                        ? level.reserved(demand.limit(), demand.amount())
                        : null);
    }

    private void giveBack(Demand demand, long now) {
        change(demand, now, level -> level.returned(demand.limit(), demand.amount()));
    }

    private interface Change {
        /// {@return the changed level, or null to leave it as it is}
        @Nullable
        Level of(Level level);
    }

    /// Applies `change` to the level of the present moment.
    private @Nullable Level change(Demand demand, long now, Change change) {
        while (true) {
            AtomicReference<@Nullable Entry> counter = counters.get(demand.counter());
            if (counter == null) {
                var fresh = new AtomicReference<@Nullable Entry>(new Entry(demand.limit(), Level.fresh(now)));
                AtomicReference<@Nullable Entry> other = counters.putIfAbsent(demand.counter(), fresh);
                counter = other == null ? fresh : other;
            }
            Entry seen = counter.get();
            if (seen == null) {
                counters.remove(demand.counter(), counter);
                continue;
            }
            Level changed = change.of(seen.level().at(demand.limit(), now));
            if (changed == null || counter.compareAndSet(seen, new Entry(demand.limit(), changed))) {
                return changed;
            }
        }
    }

    private void forgetIdle(long now) {
        long last = swept.get();
        if (now - last < SWEEP_MICROS || !swept.compareAndSet(last, now)) {
            return;
        }
        expireLeases(now);
        counters.forEach((name, counter) -> {
            Entry seen = counter.get();
            boolean idle = seen != null && seen.level().idle(seen.limit(), now);
            if (idle && counter.compareAndSet(seen, null)) {
                counters.remove(name, counter);
            }
        });
    }

    /// Looks at most ten times a second.
    ///
    /// @return whether a lease ran out
    private boolean expireLeases(long now) {
        long last = expired.get();
        if (now - last < SWEEP_MICROS / 50 || !expired.compareAndSet(last, now)) {
            return false;
        }
        boolean any = false;
        for (var all = leases.iterator(); all.hasNext(); ) {
            Held held = all.next();
            boolean over = now >= held.expires && held.state.compareAndSet(Held.State.RUNNING, Held.State.EXPIRED);
            if (over) {
                any = true;
                all.remove();
                held.demands.forEach(demand -> giveBack(demand, now));
            }
        }
        return any;
    }
}
