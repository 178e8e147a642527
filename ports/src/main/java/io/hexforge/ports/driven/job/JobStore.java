package io.hexforge.ports.driven.job;

import io.hexforge.domain.job.Job;
import io.hexforge.domain.ops.SealedSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Durable home of work that waits, shared by every node.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException]; after `TIMEOUT` the change may or may
/// not have happened.
/// **Time:** what is due, and when a lease ends, is judged by the store's own clock.
///
/// Implementations pass `JobStoreContract`.
public interface JobStore {
    /// @return false, changing nothing, if the id is taken, or if a job of the same kind with the same unique key
    ///     waits or runs
    boolean add(Job job);

    /// Hides up to `limit` due jobs of `kinds` from other callers for `lease`, longest due first. A job that is
    /// neither completed nor failed by then is due again: its worker is taken for dead.
    List<Claim> claim(Set<String> kinds, Duration lease, int limit);

    /// Forgets a job that is done.
    ///
    /// @return false, changing nothing, if the lease was lost to another worker
    boolean complete(Claim claim);

    /// Notes that an attempt failed.
    ///
    /// @param reason for the operator; names no secret and no person
    /// @param retryAfter null to give the job up: its payload is gone then, and its unique key is free
    /// @return false, changing nothing, if the lease was lost to another worker
    boolean fail(Claim claim, String reason, @Nullable Duration retryAfter);

    Counts count();

    /// Forgets the jobs that were given up before `limit`.
    ///
    /// @return how many
    int forgetDead(Instant limit);

    /// Replaces the payload of each job that is sealed under another key than `keyId` by what `anew` makes of it.
    ///
    /// @return how many
    int reseal(String keyId, Function<Job, SealedSecret> anew);

    /// A job that is the caller's for a while.
    ///
    /// @param attempt counts the claims of this job, from 1; tells a worker that still holds the job from one that
    ///     lost it
    record Claim(Job job, int attempt) {}

    /// How much there is.
    ///
    /// @param waiting jobs that are not given up, those that run and those that are not due yet included
    /// @param dead jobs that were given up
    /// @param lag for how long the job that is longest due has been waiting; zero if none is due
    record Counts(long waiting, long dead, Duration lag) {}
}
