package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Budget;
import java.util.List;
import java.util.UUID;

/// Durable home of budgets, shared by every node.
///
/// An [Actor] sees budgets that it set or that hold for it, and changes those that it set; one who administers the
/// installation sees and changes all.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `BudgetStoreContract`.
public interface BudgetStore {
    /// Keeps a budget, in place of the one that the same user set for the same subject and period.
    ///
    /// @return as it is kept: one that replaces another has that one's id and the next version
    Budget put(Actor actor, Budget budget);

    /// @return false if there is none that the actor may change
    boolean remove(Actor actor, UUID id);

    /// {@return what the actor sees, the oldest first}
    List<Budget> visible(Actor actor);

    /// {@return the budgets of everybody; for the snapshot only}
    List<Budget> all();

    /// {@return a number that grows whenever `all` would answer something else}
    long version();
}
