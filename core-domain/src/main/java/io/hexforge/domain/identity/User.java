package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// A person or machine that acts.
///
/// @param username unique within the tenant, lower-case
/// @param systemAdmin whether it administers the whole installation
/// @param createdAt to the microsecond, like every instant that is stored
public record User(
        UUID id, UUID tenantId, String username, String displayName, boolean systemAdmin, Instant createdAt) {
    public User {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }
}
