package io.hexforge.domain.gateway;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which usage is asked for; null for any.
///
/// @param from the first instant that counts
/// @param until the first instant that no longer counts
/// @param model as the provider calls it
public record UsageFilter(
        @Nullable UUID tenantId,
        @Nullable UUID userId,
        @Nullable UUID keyId,
        @Nullable String provider,
        @Nullable String model,
        @Nullable Instant from,
        @Nullable Instant until) {
    public static final UsageFilter ANY = new UsageFilter(null, null, null, null, null, null, null);

    public static UsageFilter ofUser(UUID userId) {
        return new UsageFilter(null, userId, null, null, null, null, null);
    }

    /// The same, of one user only.
    public UsageFilter ofUserInTenant(UUID user, UUID tenant) {
        return new UsageFilter(tenant, user, keyId, provider, model, from, until);
    }

    /// The same, within a time.
    public UsageFilter between(@Nullable Instant start, @Nullable Instant end) {
        return new UsageFilter(tenantId, userId, keyId, provider, model, start, end);
    }

    public boolean matches(UsageRecord usage) {
        return (tenantId == null || tenantId.equals(usage.tenantId()))
                && (userId == null || userId.equals(usage.userId()))
                && (keyId == null || keyId.equals(usage.keyId()))
                && (provider == null || provider.equals(usage.provider()))
                && (model == null || model.equals(usage.model()))
                && (from == null || !usage.at().isBefore(from))
                && (until == null || usage.at().isBefore(until));
    }
}
