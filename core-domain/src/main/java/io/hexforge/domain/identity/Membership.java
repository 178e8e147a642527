package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// That a user belongs to a tenant. A user may belong to several.
///
/// @param createdAt to the microsecond, like every instant that is stored
public record Membership(UUID tenantId, UUID userId, Role role, Instant createdAt) {
    public Membership {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }
}
