package io.hexforge.domain.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one call used and cost, as it is kept for the owner's accounts.
///
/// @param id made once, so that writing a record twice changes nothing
/// @param at when the call ended
/// @param keyId the API key that was shown, or null
/// @param requestId as the answer's `X-Request-ID` said
/// @param deployment [Deployment#id] of the one that answered; empty if none did
/// @param costNanoUsd null when no price is known; 0 for an answer from the cache
/// @param priceId which [Price] was applied
/// @param latency from the request to the end of the answer
/// @param firstToken until the answer began; null if it never did
/// @param attempts calls made upstream
public record UsageRecord(
        UUID id,
        Instant at,
        UUID tenantId,
        UUID userId,
        @Nullable UUID keyId,
        String requestId,
        String provider,
        String model,
        String deployment,
        Usage usage,
        @Nullable Long costNanoUsd,
        @Nullable UUID priceId,
        Duration latency,
        @Nullable Duration firstToken,
        Status status,
        int attempts,
        boolean streamed) {
    public enum Status {
        OK,
        /// The client left, or the answer broke off: what was produced is counted.
        ABORTED,
        FAILED,
        CACHED
    }
}
