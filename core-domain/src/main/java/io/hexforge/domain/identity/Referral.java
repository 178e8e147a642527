package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// That a user recommended Hexforge to somebody.
///
/// @param createdAt to the microsecond, like every instant that is stored
/// @param joinedAt when somebody with that address signed up with the user's code; null until then
/// @param joinedId who that is
public record Referral(
        UUID id,
        UUID referrerId,
        EmailAddress email,
        Instant createdAt,
        @Nullable Instant joinedAt,
        @Nullable UUID joinedId) {
    public Referral {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        joinedAt = joinedAt == null ? null : joinedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /// {@return `pending` or `complete`}
    public String status() {
        return joinedAt == null ? "pending" : "complete";
    }

    public Referral joined(UUID userId, Instant now) {
        return new Referral(id, referrerId, email, createdAt, now, userId);
    }
}
