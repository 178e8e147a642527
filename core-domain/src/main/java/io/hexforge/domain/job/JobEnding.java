package io.hexforge.domain.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How one claim of a job ends.
public sealed interface JobEnding {
    /// The work is done.
    ///
    /// @param output JSON for the job's owner; null for none
    record Completed(@Nullable String output) implements JobEnding {}

    /// The work is given up.
    ///
    /// @param reason names no secret; for jobs of the system no person either
    /// @param keepInput whether it may be sent back into the queue later; what a job of an owner was given is
    ///     kept anyway
    record Failed(String reason, boolean keepInput) implements JobEnding {}

    /// The work is given up because its owner no longer wants it.
    record Cancelled() implements JobEnding {}

    /// The work is to be tried again.
    record Retry(String reason, Duration after) implements JobEnding {}

    /// The work goes on when the owner has answered.
    ///
    /// @param question JSON for the owner
    record Waiting(String question) implements JobEnding {}

    /// The worker stops. The claim does not count as an attempt.
    record GivenBack() implements JobEnding {}
}
