package io.hexforge.app.config;

import java.net.URI;
import java.util.List;

/// Where and how much the HTTP server accepts.
///
/// @param trustProxy whether a reverse proxy stands in front, ends TLS, and its forwarding headers are
///     believed
/// @param allowedOrigins origins that browsers may call from; `*` for any
/// @param allowedHosts host names that are answered; empty for any
/// @param maxConcurrentRequests requests in progress, streams not counted; more are answered 503
/// @param maxConcurrentStreams streamed answers in progress; more are answered 503
/// @param requestsPerMinute of each user and each unknown address; 0 for no limit
/// @param maxBodyMegabytes largest request body in MiB; gateway routes accept at least 32
/// @param publicUrl where people and browsers reach this installation; names it in tokens
public record ServerConfig(
        String host,
        int port,
        boolean trustProxy,
        List<String> allowedOrigins,
        List<String> allowedHosts,
        int maxConcurrentRequests,
        int maxConcurrentStreams,
        int requestsPerMinute,
        int maxBodyMegabytes,
        URI publicUrl) {
    static ServerConfig from(Settings settings) {
        String host = settings.text("HOST", "127.0.0.1");
        int port = settings.integer("PORT", 8080, 0, 65535);
        return new ServerConfig(
                host,
                port,
                settings.flag("TRUST_PROXY", false),
                settings.list("ALLOWED_ORIGINS", "(none)", "BACKEND_CORS_ORIGINS"),
                settings.list("ALLOWED_HOSTS", "(any)"),
                settings.integer("MAX_CONCURRENT_REQUESTS", 512, 1, 100_000),
                settings.integer("MAX_CONCURRENT_STREAMS", 2_500, 1, 100_000),
                settings.integer("RATE_LIMIT_PER_MINUTE", 60, 0, 1_000_000_000),
                settings.integer("MAX_BODY_MB", 10, 1, 1024),
                publicUrl(settings, "http://localhost:" + port));
    }

    /// The URL without a slash at its end.
    private static URI publicUrl(Settings settings, String fallback) {
        return settings.parsed("PUBLIC_URL", fallback, URI.create(fallback), "an http or https URL", text -> {
            URI url = URI.create(text.replaceFirst("/+$", ""));
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
                throw new IllegalArgumentException();
            }
            return url;
        });
    }

    /// {@return whether only programs on this machine can connect}
    public boolean loopback() {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }
}
