package io.hexforge.domain.identity;

import org.jspecify.annotations.Nullable;

/// How much may be asked with an API key. Null where the key sets no limit of its own.
///
/// @param requestsPerMinute calls of any kind
/// @param tokensPerMinute of prompts and answers together
/// @param tokensHard whether the tokens of a call are reserved at their upper bound, so that the limit is never
///     overshot, and not at an estimate
/// @param maxParallel calls to models that run at a time
public record KeyLimits(
        @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute,
        boolean tokensHard,
        @Nullable Long maxParallel) {
    public static final KeyLimits NONE = new KeyLimits(null, null, false, null);

    /// The largest limit that can be set.
    public static final long MAX = 1_000_000_000;
}
