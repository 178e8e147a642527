package io.hexforge.ports.driven.job;

import io.hexforge.domain.Page;
import io.hexforge.domain.job.TrackedJob;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/// The queue as operators see it. Threads, errors and time as in [JobStore].
///
/// Implementations pass `JobStoreContract`.
public interface JobOversight {
    /// {@return jobs of everybody that were given up, newest first}
    Page<TrackedJob> dead(Page.Request request);

    /// Sends a job that was given up back into the queue, under its id, as if it had never been tried.
    ///
    /// @return false if it was not given up, nothing of its payload is left, or its unique key has been taken
    boolean redrive(UUID id);

    /// Lets no more jobs of a kind start, on any node; those that run go on. May be repeated.
    void pause(String kind);

    /// @return false if the kind was not paused
    boolean resume(String kind);

    /// {@return the paused kinds, and since when}
    Map<String, Instant> paused();
}
