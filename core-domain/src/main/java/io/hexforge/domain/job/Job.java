package io.hexforge.domain.job;

import io.hexforge.domain.ops.SealedSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Work to be done later, at least once, by whichever node gets to it.
///
/// @param kind says who knows how to do it, such as `mail`
/// @param owner who asked for it and may watch it; null when it is the system's own
/// @param subjectId what else it belongs to, such as a project; null for nothing
/// @param uniqueKey what it is about, when at most one job of its kind and owner may wait for that; null when
///     many may
/// @param idempotencyKey the owner's own name for the request, which makes no second job for a day; null for
///     none
/// @param priority 0 (whenever) to 9 (urgent); each step outweighs half a minute of waiting, so nothing waits
///     for ever
/// @param payload what the work needs to know, sealed: it may hold addresses and links that let people in
/// @param dueAt not before; to the microsecond, like every instant that is stored
public record Job(
        UUID id,
        String kind,
        @Nullable JobOwner owner,
        @Nullable UUID subjectId,
        @Nullable String uniqueKey,
        @Nullable String idempotencyKey,
        int priority,
        SealedSecret payload,
        Instant dueAt) {
    public static final int MAX_PRIORITY = 9;
    public static final int NORMAL_PRIORITY = 4;

    /// How much waiting one step of priority is worth.
    public static final Duration PRIORITY_STEP = Duration.ofSeconds(30);

    public Job {
        dueAt = dueAt.truncatedTo(ChronoUnit.MICROS);
        if (priority < 0 || priority > MAX_PRIORITY) {
            throw new IllegalArgumentException("priority must be 0..9");
        }
    }

    /// The system's own work, of usual priority.
    public Job(UUID id, String kind, @Nullable String uniqueKey, SealedSecret payload, Instant dueAt) {
        this(id, kind, null, null, uniqueKey, null, NORMAL_PRIORITY, payload, dueAt);
    }

    /// {@return this job with another payload}
    public Job withPayload(SealedSecret other) {
        return new Job(id, kind, owner, subjectId, uniqueKey, idempotencyKey, priority, other, dueAt);
    }

    /// {@return where work that is due at `due` stands in the queue: the earliest goes first}
    public Instant rank(Instant due) {
        return due.minus(PRIORITY_STEP.multipliedBy(priority));
    }

    /// {@return what a job's payload is sealed for}
    public static String context(UUID id) {
        return "job:" + id;
    }
}
