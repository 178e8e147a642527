package io.hexforge.domain.gateway;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was used in one day (UTC), summed over everything that is not told apart.
///
/// @param tenantId null unless told apart; so are the others up to `model`. `keyId` is null, too, for calls
///     that were made without a key
/// @param requests calls that ended that day, however they ended
/// @param failed those among them that no provider answered
/// @param costNanoUsd of the calls whose price was known
/// @param unpriced calls whose price was not known
public record UsageDay(
        LocalDate day,
        @Nullable UUID tenantId,
        @Nullable UUID userId,
        @Nullable UUID keyId,
        @Nullable String provider,
        @Nullable String model,
        long requests,
        long failed,
        Usage usage,
        long costNanoUsd,
        long unpriced) {
    /// What days can be told apart by.
    public enum By {
        TENANT,
        USER,
        KEY,
        PROVIDER,
        MODEL
    }
}
