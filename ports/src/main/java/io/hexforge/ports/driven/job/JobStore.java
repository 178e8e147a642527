package io.hexforge.ports.driven.job;

import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobEnding;
import io.hexforge.domain.job.JobProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Durable queue of work, shared by every node, as workers see it.
///
/// **Threads:** safe for concurrent use, across threads and processes. **Errors:** every method may throw
/// [io.hexforge.ports.driven.PortException]; after `TIMEOUT` the change may or may not have happened. **Time:**
/// what is due, and when a lease ends, is judged by the store's own clock.
///
/// Implementations pass `JobStoreContract`.
public interface JobStore {
    /// Puts a job into the queue, unless one stands for the same work: one of the same kind and owner with the
    /// same unique key that has not ended, or with the same idempotency key.
    ///
    /// @return the id of the job that stands already; empty if this one was added
    Optional<UUID> add(Job job);

    /// Hides up to `limit` due jobs of `kinds` from other callers for `lease`. Owners' tenants take turns,
    /// those with the fewest running jobs first; within a tenant the [Job#rank] decides. A job that is not
    /// settled by the end of its lease is due again: its worker is taken for dead.
    ///
    /// @param perTenant how many jobs of one tenant may run at once, on all nodes together; the system's own
    ///     have no bound
    List<Claim> claim(Set<String> kinds, Duration lease, int perTenant, int limit);

    /// Prolongs the leases of running jobs and notes how far these have come.
    ///
    /// @return which of them are the caller's still, and which their owners want stopped
    Pulse pulse(List<Beat> running, Duration lease);

    /// Notes how an attempt ended. A job whose owner wanted it stopped meanwhile ends as cancelled, whatever
    /// came of it. Jobs of owners are kept once they have ended; those of the system only if they were given
    /// up.
    ///
    /// @return false, changing nothing, if the lease was lost to another worker
    boolean settle(Claim claim, JobEnding ending);

    /// Waits until there may be new work, at most for `most`. Work that becomes due by itself wakes nobody.
    void awaitWork(Duration most) throws InterruptedException;

    /// A job that is the caller's for a while.
    ///
    /// @param attempt counts from 1
    /// @param token tells a worker that still holds the job from one that lost it; no two claims have the same
    /// @param cancelled whether the owner no longer wants it
    record Claim(Job job, int attempt, long token, boolean cancelled, List<String> asked, List<String> answered) {
        public Claim {
            asked = List.copyOf(asked);
            answered = List.copyOf(answered);
        }
    }

    /// @param progress null if it has not changed
    record Beat(Claim claim, @Nullable JobProgress progress) {}

    /// Ids of jobs.
    ///
    /// @param cancelled among those that are held
    record Pulse(Set<UUID> held, Set<UUID> cancelled) {
        public Pulse {
            held = Set.copyOf(held);
            cancelled = Set.copyOf(cancelled);
        }
    }
}
