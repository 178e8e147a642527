package io.hexforge.domain.job;

import io.hexforge.domain.ops.SealedSecret;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job as people see it, from the queue to its end.
///
/// @param owner null for work of the system
/// @param input the sealed payload; null when nothing of it is left
/// @param asked the questions put to the owner, oldest first, as JSON; one more than `answered` while it waits
///     for input
/// @param answered what the owner said, as JSON
/// @param output what came of it, as JSON
/// @param error why the last attempt failed
/// @param cancelling whether it runs still, but will end as cancelled
/// @param version grows with each change
public record TrackedJob(
        UUID id,
        String kind,
        @Nullable JobOwner owner,
        @Nullable UUID subjectId,
        int priority,
        JobState state,
        int attempts,
        @Nullable SealedSecret input,
        JobProgress progress,
        List<String> asked,
        List<String> answered,
        @Nullable String output,
        @Nullable String error,
        boolean cancelling,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        long version) {
    public TrackedJob {
        asked = List.copyOf(asked);
        answered = List.copyOf(answered);
    }
}
