package io.hexforge.adapter.http;

import java.time.Duration;
import java.util.Set;

/// How the HTTP server listens and what it lets in.
///
/// @param port 0 for any free one
/// @param maxConcurrentRequests requests that run at a time, streams apart; more are answered 503
/// @param maxConcurrentStreams answers that are being streamed at a time; more are answered 503
/// @param maxBodyBytes the largest body of an ordinary request
/// @param maxChatBodyBytes the largest body of a request to a model
/// @param allowedOrigins origins of web pages that may call, such as `https://app.example.org`; `*` for any
/// @param allowedHosts accepted names of this server, such as `example.org` or `*.example.org`; empty for any
/// @param trustProxy whether `X-Forwarded-For` and `X-Forwarded-Proto` are believed
/// @param drainDeadline how long running requests may take to end when the server stops
public record HttpServerConfig(
        String host,
        int port,
        int maxConcurrentRequests,
        int maxConcurrentStreams,
        int maxBodyBytes,
        int maxChatBodyBytes,
        Set<String> allowedOrigins,
        Set<String> allowedHosts,
        boolean trustProxy,
        Duration drainDeadline) {
    public static final int DEFAULT_MAX_REQUESTS = 1_000;
    public static final int DEFAULT_MAX_STREAMS = 2_500;
    public static final int DEFAULT_MAX_BODY_BYTES = 10 << 20;
    public static final int DEFAULT_MAX_CHAT_BODY_BYTES = 32 << 20;
    public static final Duration DEFAULT_DRAIN_DEADLINE = Duration.ofSeconds(20);

    public HttpServerConfig {
        if (maxConcurrentRequests < 1 || maxConcurrentStreams < 1 || maxBodyBytes < 1 || maxChatBodyBytes < 1) {
            throw new IllegalArgumentException("limits must be above 0");
        }
        allowedOrigins = Set.copyOf(allowedOrigins);
        allowedHosts = Set.copyOf(allowedHosts);
    }

    /// The defaults, listening on loopback only.
    public static HttpServerConfig local(int port) {
        return new HttpServerConfig(
                "127.0.0.1",
                port,
                DEFAULT_MAX_REQUESTS,
                DEFAULT_MAX_STREAMS,
                DEFAULT_MAX_BODY_BYTES,
                DEFAULT_MAX_CHAT_BODY_BYTES,
                Set.of(),
                Set.of(),
                false,
                DEFAULT_DRAIN_DEADLINE);
    }
}
