package io.hexforge.ports.driving.job;

import io.hexforge.domain.job.Job;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an owner wants done; the fields are those of [Job].
///
/// @param payload JSON
/// @param dueAt null for at once
public record JobOrder(
        String kind,
        String payload,
        @Nullable UUID subjectId,
        @Nullable String uniqueKey,
        @Nullable String idempotencyKey,
        int priority,
        @Nullable Instant dueAt) {
    public static JobOrder of(String kind, String payload) {
        return new JobOrder(kind, payload, null, null, null, Job.NORMAL_PRIORITY, null);
    }

    public JobOrder about(@Nullable UUID subject) {
        return new JobOrder(kind, payload, subject, uniqueKey, idempotencyKey, priority, dueAt);
    }

    public JobOrder onceFor(String key) {
        return new JobOrder(kind, payload, subjectId, key, idempotencyKey, priority, dueAt);
    }

    public JobOrder withIdempotencyKey(@Nullable String key) {
        return new JobOrder(kind, payload, subjectId, uniqueKey, key, priority, dueAt);
    }

    public JobOrder withPriority(int other) {
        return new JobOrder(kind, payload, subjectId, uniqueKey, idempotencyKey, other, dueAt);
    }

    public JobOrder notBefore(Instant due) {
        return new JobOrder(kind, payload, subjectId, uniqueKey, idempotencyKey, priority, due);
    }
}
