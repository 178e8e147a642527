package io.hexforge.ports.inprocess.ops;

import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Standing;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.ops.LimitStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A shared store, and this node's own for when the shared one does not answer. Nothing waits for it meanwhile: one
/// reservation after each pause tries it, all others are judged here.
///
/// Each counter is kept here too, raised to whatever the shared store said of it last. So, while that is away, requests
/// and soft limits go on as if this node were alone, and hard limits and budgets let through no more than what was left
/// when it was last heard: bounded, if for each node by itself. After each failure the shared store, which may have
/// lost
/// its memory, is told what this node knows to be spent, once for each budget, with the next reservation. Not with
/// every
/// one: what is on its way to be settled there would count twice. Safe for concurrent use.
public final class FallbackLimitStore implements LimitStore {
    private static final long ANSWERS = Long.MIN_VALUE;

    private final LimitStore shared;
    private final InProcessLimitStore own;
    private final InstantSource clock;
    private final Duration pause;
    private final Consumer<PortException> onTrouble;
    private final AtomicLong tryAgain = new AtomicLong(ANSWERS);
    /// Counters of budgets of which this node may know more than the shared store.
    private final Set<String> untold = ConcurrentHashMap.newKeySet();

    /// @param own used by nothing else
    /// @param pause how long the shared store is left alone after it failed
    /// @param onTrouble told of each failure
    public FallbackLimitStore(
            LimitStore shared,
            InProcessLimitStore own,
            InstantSource clock,
            Duration pause,
            Consumer<PortException> onTrouble) {
        this.shared = shared;
        this.own = own;
        this.clock = clock;
        this.pause = pause;
        this.onTrouble = onTrouble;
    }

    /// @param there null if the shared store was not asked
    private record Both(@Nullable Lease there, Lease here, List<Demand> demands) implements Lease {}

    @Override
    public Reservation reserve(List<Demand> demands) {
        if (!demands.isEmpty() && mayAsk()) {
            try {
                Reservation answer =
                        shared.reserve(demands.stream().map(this::seeded).toList());
                tryAgain.set(ANSWERS);
                return mirrored(answer, demands);
            } catch (PortException e) {
                untold.addAll(own.budgets());
                tryAgain.set(clock.millis() + pause.toMillis());
                onTrouble.accept(e);
            }
        }
        return switch (own.reserve(demands)) {
            case Reservation.Granted(Lease here, List<Standing> standings) ->
                new Reservation.Granted(new Both(null, here, demands), standings);
            case Reservation.Denied denied -> denied;
        };
    }

    @Override
    public void settle(Lease lease, ToLongFunction<Demand> actual) {
        if (!(lease instanceof Both(Lease there, Lease here, List<Demand> demands))) {
            throw new IllegalArgumentException("a lease of another store");
        }
        own.settle(here, actual);
        if (there != null) {
            shared.settle(there, actual);
        } else {
            demands.stream()
                    .filter(demand -> demand.limit() instanceof Limit.Budget)
                    .forEach(demand -> untold.add(demand.counter()));
        }
    }

    /// While the shared store is away, only the one caller who moves the time of the next try asks it.
    private boolean mayAsk() {
        long next = tryAgain.get();
        long now = clock.millis();
        return next == ANSWERS || (now >= next && tryAgain.compareAndSet(next, now + pause.toMillis()));
    }

    private Demand seeded(Demand demand) {
        return demand.limit() instanceof Limit.Budget budget && untold.remove(demand.counter())
                ? demand.within(budget.seeded((long) own.level(demand).used()))
                : demand;
    }

    private Reservation mirrored(Reservation answer, List<Demand> demands) {
        return switch (answer) {
            case Reservation.Granted(Lease there, List<Standing> standings) -> {
                Lease here = own.book(demands);
                standings.forEach(own::observe);
                yield new Reservation.Granted(new Both(there, here, demands), standings);
            }
            case Reservation.Denied denied -> {
                denied.standings().forEach(own::observe);
                yield denied;
            }
        };
    }
}
