package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.gateway.Breaker.Standing;
import java.util.Map;

/// Where nodes tell each other what they found out about deployments. Losing it loses nothing but that.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
/// **Time:** instants are the caller's; an implementation allows for clocks that differ between nodes.
///
/// Implementations pass `FleetBoardContract`.
public interface FleetBoard {
    /// Posts what is held against some deployments, in place of what was posted of them; a clean standing takes
    /// their posting away.
    ///
    /// @param standings by [io.hexforge.domain.gateway.Deployment#id]
    void post(Map<String, Standing> standings);

    /// {@return all postings of all nodes, to the millisecond}
    Map<String, Standing> all();
}
