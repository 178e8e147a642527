package io.hexforge.ports.driving.job;

import java.util.UUID;

/// Knows how to do the jobs of one kind. A feature registers its handlers with [RunJobs].
///
/// Called at least once for each job, and in rare cases (a node died or was cut off between the work and the note that
/// it is done) again: what it does must bear repetition. An exception means that the job is to be tried again later.
@FunctionalInterface
public interface JobHandler {
    Outcome run(Work work);

    /// @param id the job's; the same at each attempt
    /// @param attempt counts from 1
    record Work(UUID id, String payload, int attempt) {}

    sealed interface Outcome {
        record Done() implements Outcome {}

        /// It failed, and would fail again.
        ///
        /// @param reason for the operator; names no secret and no person
        record Hopeless(String reason) implements Outcome {}
    }
}
