package io.hexforge.app.config;

import io.hexforge.domain.gateway.Breaker;
import java.time.Duration;

/// How long providers may take and how often they are asked again.
///
/// @param minTokensPerSecond how fast a stream must come, 0 for as slowly as it likes
/// @param allowPrivate whether user-given base URLs may point into private networks
public record UpstreamConfig(
        Duration connectTimeout,
        Duration firstTokenTimeout,
        Duration streamIdleTimeout,
        Duration requestDeadline,
        int minTokensPerSecond,
        int maxRetries,
        boolean allowPrivate,
        Breaker breaker,
        Duration probeInterval,
        Duration streamKeepAlive,
        boolean hedging) {
    static UpstreamConfig from(Settings settings) {
        return new UpstreamConfig(
                millis(settings, "CONNECT_TIMEOUT_MS", 3_000),
                millis(settings, "FIRST_TOKEN_TIMEOUT_MS", 30_000),
                millis(settings, "STREAM_IDLE_TIMEOUT_MS", 20_000),
                millis(settings, "REQUEST_DEADLINE_MS", 600_000),
                settings.integer("MIN_TOKENS_PER_SECOND", 0, 0, 10_000),
                settings.integer("MAX_RETRIES", 2, 0, 10),
                settings.flag("ALLOW_PRIVATE_UPSTREAMS", false),
                new Breaker(
                        settings.integer("CIRCUIT_BREAKER_THRESHOLD", 3, 1, 1_000),
                        Duration.ofSeconds(settings.integer("CIRCUIT_BREAKER_COOLDOWN_SECS", 60, 1, 86_400))),
                Duration.ofSeconds(settings.integer("PROBE_INTERVAL_SECS", 300, 0, 86_400)),
                Duration.ofSeconds(settings.integer("STREAM_KEEP_ALIVE_SECS", 0, 0, 86_400)),
                settings.flag("HEDGE_REQUESTS", false));
    }

    private static Duration millis(Settings settings, String name, int fallback) {
        return Duration.ofMillis(settings.integer(name, fallback, 1, 86_400_000));
    }
}
