package io.hexforge.domain.identity;

import io.hexforge.domain.JsonValue.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that a user is told within the product.
///
/// @param type what happened, dotted, such as `account.deletion_scheduled`
/// @param entityId what it happened to; null if that is the account itself
/// @param summary one sentence for people
/// @param data the same for programs
/// @param readAt null until it was read
public record Notification(
        UUID id,
        UUID userId,
        NotificationKind kind,
        String type,
        @Nullable String entityId,
        String summary,
        JsonObject data,
        Instant createdAt,
        @Nullable Instant readAt) {
    public Notification {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        readAt = readAt == null ? null : readAt.truncatedTo(ChronoUnit.MICROS);
    }

    public Notification read(Instant now) {
        return new Notification(id, userId, kind, type, entityId, summary, data, createdAt, now);
    }
}
