package io.hexforge.adapter.llm.wall;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the wall saw of one request, as it stood when it was asked.
///
/// @param number counted from 1 as the requests came
/// @param at when the request had been read whole
/// @param status what was answered; 0 while or where nothing was
/// @param promptTokens how many input tokens were charged, cached ones and those written to the cache included
/// @param cachedTokens those that were read from the provider's cache
/// @param cacheWriteTokens those that were written to it
/// @param tokens how many output tokens have been produced, thinking included
/// @param cancelledAt when the wall noticed that the client had left before the end, if it did
/// @param endedAt when the answer was complete, or broken off by the wall itself
/// @param fault what was done to it on purpose
public record Attempt(
        int number,
        Instant at,
        Request request,
        int status,
        int promptTokens,
        int cachedTokens,
        int cacheWriteTokens,
        int tokens,
        @Nullable Instant cancelledAt,
        @Nullable Instant endedAt,
        @Nullable Fault fault) {

    public boolean cancelled() {
        return cancelledAt != null;
    }

    public boolean ended() {
        return endedAt != null;
    }

    /// {@return whether nothing more will happen to it}
    public boolean over() {
        return ended() || cancelled();
    }

    public String path() {
        return request.path();
    }

    public String body() {
        return request.text();
    }
}
