package io.hexforge.domain.job;

import io.hexforge.domain.ops.SealedSecret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Work to be done later, at least once, by whichever node gets to it.
///
/// @param kind says who knows how to do it, such as `mail`
/// @param uniqueKey what it is about, when at most one job of its kind may wait for that; null when many may
/// @param payload what the work needs to know, sealed: it may hold addresses and links that let people in
/// @param dueAt not before; to the microsecond, like every instant that is stored
public record Job(UUID id, String kind, @Nullable String uniqueKey, SealedSecret payload, Instant dueAt) {
    public Job {
        dueAt = dueAt.truncatedTo(ChronoUnit.MICROS);
    }

    /// {@return what a job's payload is sealed for}
    public static String context(UUID id) {
        return "job:" + id;
    }
}
