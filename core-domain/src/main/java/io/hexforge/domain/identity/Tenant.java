package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// A customer of the installation; everything a user owns belongs to exactly one.
///
/// @param slug unique, lower-case, as it may stand in a URL
/// @param createdAt to the microsecond, like every instant that is stored
public record Tenant(UUID id, String slug, String name, Instant createdAt) {
    public Tenant {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }
}
