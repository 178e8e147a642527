package io.hexforge.ports.driven.ops;

import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Standing;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Counts what is used against limits: reserve before, settle after.
///
/// What a limit holds until it is settled (see [io.hexforge.domain.ops.Limit#held]) belongs to a lease. A lease that is
/// not settled within the store's lease time, because its node died, gives back what it held.
///
/// **Threads:** safe for concurrent use, across threads and, where the store is shared, processes.
/// **Errors:** `reserve` may throw [io.hexforge.ports.driven.PortException], quickly; `settle` never throws.
/// **Time:** judged by the store's own clock.
///
/// Implementations pass `LimitStoreContract`.
public interface LimitStore {
    /// Reserves all of `demands`, or none. Never lets a counter pass its limit, however many ask at once; an in-process
    /// store may deny what would just fit while another caller's denied demand is being given back.
    Reservation reserve(List<Demand> demands);

    /// Ends a lease: what was held is given back, what was used is taken. Settling again changes nothing. May be
    /// carried out a little later; when the lease has run out meanwhile, what was used is taken all the same.
    ///
    /// @param actual how much was used of each demand that was held; asked before this returns
    void settle(Lease lease, ToLongFunction<Demand> actual);

    /// Ends a lease of which nothing was used.
    default void release(Lease lease) {
        settle(lease, demand -> 0);
    }

    /// What a granted reservation holds. Each store knows its own.
    interface Lease {}

    sealed interface Reservation {
        /// {@return where every counter stands now, in the order of the demands}
        List<Standing> standings();

        record Granted(Lease lease, List<Standing> standings) implements Reservation {
            public Granted {
                standings = List.copyOf(standings);
            }
        }

        /// @param which the first demand that could not be met
        /// @param retryAfter when it may be met; null if waiting does not help
        record Denied(Demand which, @Nullable Duration retryAfter, List<Standing> standings) implements Reservation {
            public Denied {
                standings = List.copyOf(standings);
            }
        }
    }
}
