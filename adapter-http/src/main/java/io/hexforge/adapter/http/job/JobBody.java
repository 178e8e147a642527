package io.hexforge.adapter.http.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.ports.driving.job.OwnJobs.Shown;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job as it is answered. One shape serves the names that older systems gave to the same.
///
/// @param question what a job that waits for input asks
@JsonInclude(JsonInclude.Include.ALWAYS)
record JobBody(
        UUID id,
        UUID jobId,
        String type,
        String jobType,
        String agentType,
        @Nullable UUID userId,
        @Nullable UUID projectId,
        String status,
        int progress,
        @Nullable String message,
        int priority,
        int attempts,
        boolean cancelRequested,
        @JsonRawValue @Nullable String inputData,
        @JsonRawValue @Nullable String inputContext,
        @JsonRawValue @Nullable String outputData,
        @JsonRawValue @Nullable String result,
        @Nullable String errorLog,
        @Nullable String error,
        @JsonRawValue @Nullable String question,
        @JsonRawValue String answers,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        Instant updatedAt) {
    static JobBody of(Shown shown) {
        return of(shown.job(), shown.input());
    }

    /// @param input JSON; null if it is not to be shown
    static JobBody of(TrackedJob job, @Nullable String input) {
        JobOwner owner = job.owner();
        return new JobBody(
                job.id(),
                job.id(),
                job.kind(),
                job.kind(),
                job.kind(),
                owner == null ? null : owner.userId(),
                job.subjectId(),
                job.state().wireName(),
                job.progress().percent(),
                job.progress().message(),
                job.priority(),
                job.attempts(),
                job.cancelling(),
                input,
                input,
                job.output(),
                job.output(),
                job.error(),
                job.error(),
                question(job),
                array(job.answered()),
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                Objects.requireNonNullElse(
                        job.finishedAt(), Objects.requireNonNullElse(job.startedAt(), job.createdAt())));
    }

    private static @Nullable String question(TrackedJob job) {
        return job.asked().size() > job.answered().size() ? job.asked().getLast() : null;
    }

    private static String array(List<String> json) {
        return "[" + String.join(",", json) + "]";
    }
}
