package io.hexforge.app.config;

import java.time.Duration;

/// How answers are kept to be given again.
///
/// @param ttl zero when they are not
/// @param maxBytes how much of them this process holds when there is no Redis
public record CacheConfig(Duration ttl, long maxBytes) {
    private static final int MONTH = 30 * 24 * 3600;

    static CacheConfig from(Settings settings) {
        return new CacheConfig(
                Duration.ofSeconds(settings.integer("PROMPT_CACHE_TTL_SECS", 300, 0, MONTH)),
                (long) settings.integer("PROMPT_CACHE_MB", 64, 1, 65_536) << 20);
    }
}
