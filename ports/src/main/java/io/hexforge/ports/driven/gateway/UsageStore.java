package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.gateway.UsageDay;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.domain.gateway.UsageScope;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Durable home of what calls used and cost, shared by every node.
///
/// What is read for an [Actor] is that user's own usage; for one who administers the installation, everybody's.
///
/// **Threads:** safe for concurrent use, across threads and processes. **Errors:** every method may throw
/// [PortException]; after `TIMEOUT` an `append` may or may not have happened, and may be repeated safely.
/// **Time:** days are those of UTC; instants are kept to the microsecond.
///
/// Implementations pass `UsageStoreContract`.
public interface UsageStore {
    /// Adds records, all or none. Those whose id is there already change nothing.
    void append(List<UsageRecord> records);

    /// {@return a slice of the records that match, the newest first}
    Page<UsageRecord> rows(Actor actor, UsageFilter filter, Page.Request page);

    /// Sums up days, the newest first; within a day, what cost most first.
    ///
    /// @param filter whose instants are taken to lie on the beginning of a day
    /// @param by what is told apart besides the day
    /// @param limit the most sums; the rest is left out
    List<UsageDay> daily(Actor actor, UsageFilter filter, Set<UsageDay.By> by, int limit);

    /// {@return what the calls cost that ended at `since` or later, in nano-USD, as far as prices were known}
    long spent(UsageScope scope, Instant since);
}
