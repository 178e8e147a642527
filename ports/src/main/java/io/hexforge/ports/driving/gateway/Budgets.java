package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.ops.Limit;
import java.util.List;

/// The budgets that hold for a call, from a snapshot in memory. Safe for concurrent use.
public final class Budgets {
    /// A budget in its present window.
    ///
    /// @param subject of its counter, the window included
    record Open(String subject, Limit.Budget limit) {}

    List<Open> of(Actor actor) {
        return List.of();
    }
}
