package io.hexforge.ports.driven.job;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.job.JobState;
import io.hexforge.domain.job.TrackedJob;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Jobs as their owners see them. Nobody else's exist here. Threads, errors and time as in [JobStore].
///
/// Implementations pass `JobStoreContract`.
public interface JobDirectory {
    Optional<TrackedJob> find(Actor actor, UUID id);

    /// {@return jobs that fit, newest first}
    Page<TrackedJob> page(Actor actor, Filter filter, Page.Request request);

    /// Cancels a job: at once if nobody works on it, else it is marked for its worker.
    ///
    /// @return false if it has ended, or is none of the actor's
    boolean cancel(Actor actor, UUID id);

    /// Answers what a waiting job has asked, so that it goes on; its attempts count anew.
    ///
    /// @param answer JSON
    /// @return false if the job does not wait for input, or is none of the actor's
    boolean respond(Actor actor, UUID id, String answer);

    /// Forgets a job that has ended.
    ///
    /// @return false if it has not, or is none of the actor's
    boolean delete(Actor actor, UUID id);

    /// Null for any.
    record Filter(
            @Nullable JobState state,
            @Nullable String kind,
            @Nullable UUID subjectId) {
        public static final Filter ALL = new Filter(null, null, null);
    }
}
