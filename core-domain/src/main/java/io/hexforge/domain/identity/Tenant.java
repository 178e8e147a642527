package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// A customer of the installation; everything a user owns belongs to exactly one.
///
/// @param slug unique, lower-case, as it may stand in a URL
/// @param createdAt to the microsecond, like every instant that is stored
/// @param version counts changes, from 1; guards against lost updates
public record Tenant(UUID id, String slug, String name, Instant createdAt, long version) {
    /// The longest name, in characters.
    public static final int MAX_NAME = 100;

    /// The longest slug, in characters.
    public static final int MAX_SLUG = 60;

    public Tenant {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }

    /// A new tenant.
    public Tenant(UUID id, String slug, String name, Instant createdAt) {
        this(id, slug, name, createdAt, 1);
    }

    public Tenant named(String newSlug, String newName) {
        return new Tenant(id, newSlug, newName, createdAt, version + 1);
    }

    /// {@return whether a slug has 1 to 60 lower-case letters, digits, and hyphens between them}
    public static boolean validSlug(String slug) {
        return slug.length() <= MAX_SLUG && slug.matches("[a-z0-9]+(-[a-z0-9]+)*");
    }
}
