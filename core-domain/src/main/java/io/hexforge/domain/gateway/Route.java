package io.hexforge.domain.gateway;

import org.jspecify.annotations.Nullable;

/// Which deployment was chosen, and why.
///
/// @param reason a short word for clients and logs: `explicit-provider`, `model-owner`, `default`, …
/// @param attempts how many calls were made upstream; none for an answer from the cache
/// @param price what its tokens cost; null if that is unknown
public record Route(
        Deployment deployment,
        String reason,
        int attempts,
        @Nullable Price price) {
    /// A route to a deployment whose price is not known.
    public Route(Deployment deployment, String reason, int attempts) {
        this(deployment, reason, attempts, null);
    }

    /// {@return whether the answer was there already}
    public boolean cached() {
        return attempts == 0;
    }

    /// {@return what `usage` costs, in nano-USD; null if that is unknown}
    public @Nullable Long cost(Usage usage) {
        if (cached()) {
            return 0L;
        }
        return price == null ? null : (Long) price.cost(usage);
    }
}
