package io.hexforge.domain.identity;

import java.time.Instant;
import java.util.UUID;

/// A customer of the installation; everything a user owns belongs to exactly one.
///
/// @param slug unique, lower-case, as it may stand in a URL
public record Tenant(UUID id, String slug, String name, Instant createdAt) {}
