package io.hexforge.domain.identity;

import io.hexforge.domain.JsonValue.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody who waits to be let in.
///
/// @param email unique among entries
/// @param metadata whatever the page that took the entry wanted to add
/// @param createdAt to the microsecond, like every instant that is stored
/// @param approvedAt from when on the address may sign up; null until then
/// @param joinedAt when it did; null until then
public record WaitlistEntry(
        UUID id,
        EmailAddress email,
        String name,
        @Nullable String occupation,
        @Nullable String motivation,
        @Nullable String useCase,
        List<String> links,
        @Nullable String source,
        JsonObject metadata,
        Instant createdAt,
        @Nullable Instant approvedAt,
        @Nullable Instant joinedAt) {
    public WaitlistEntry {
        links = List.copyOf(links);
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        approvedAt = approvedAt == null ? null : approvedAt.truncatedTo(ChronoUnit.MICROS);
        joinedAt = joinedAt == null ? null : joinedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /// {@return `pending`, `approved` or `joined`}
    public String status() {
        if (joinedAt != null) {
            return "joined";
        }
        return approvedAt == null ? "pending" : "approved";
    }

    /// The entry with what its owner says now; what was decided about it stays.
    public WaitlistEntry saying(WaitlistEntry newer) {
        return new WaitlistEntry(
                id,
                email,
                newer.name,
                newer.occupation,
                newer.motivation,
                newer.useCase,
                newer.links,
                newer.source,
                newer.metadata,
                createdAt,
                approvedAt,
                joinedAt);
    }

    /// The entry, approved; one that was approved before keeps its instant.
    public WaitlistEntry approved(Instant now) {
        return approvedAt != null ? this : decided(now, joinedAt);
    }

    /// The entry of somebody who has signed up.
    public WaitlistEntry joined(Instant now) {
        return decided(approvedAt, now);
    }

    private WaitlistEntry decided(@Nullable Instant approved, @Nullable Instant joined) {
        return new WaitlistEntry(
                id, email, name, occupation, motivation, useCase, links, source, metadata, createdAt, approved, joined);
    }
}
