package io.hexforge.ports.driven.job;

import io.hexforge.domain.ops.SealedSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiFunction;

/// What keeps the home of jobs in order. Threads, errors and time as in [JobStore].
///
/// Implementations pass `JobStoreContract`.
public interface JobUpkeep {
    Counts count();

    /// Forgets the jobs that ended before `limit`, and idempotency keys older than a day.
    ///
    /// @return how many jobs
    int forget(Instant limit);

    /// Replaces each payload that is sealed under another key than `keyId` by what `anew` makes of it, given
    /// the job's id.
    ///
    /// @return how many
    int reseal(String keyId, BiFunction<UUID, SealedSecret, SealedSecret> anew);

    /// How much there is.
    ///
    /// @param waiting jobs that have not ended, those that run and those that are not due yet included
    /// @param dead jobs that were given up
    /// @param lag for how long the job that is longest due has been waiting; zero if none is due. Jobs of
    ///     paused kinds do not count
    record Counts(long waiting, long dead, Duration lag) {}
}
