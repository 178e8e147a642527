package io.hexforge.app;

import io.hexforge.app.config.CheckConfig;
import io.hexforge.app.config.Config;
import io.hexforge.app.config.ProviderConfig;
import io.hexforge.app.config.UpstreamConfig;
import io.hexforge.domain.gateway.Breaker;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderKind;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.ports.driving.gateway.VerifyAnswer;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// The operator's choices in the gateway's own terms.
///
/// @param serverWide providers set up for everybody
/// @param usualPlaces where providers are looked for that nobody has set up
/// @param answersKept how long answers are kept to be given again
/// @param checks who checks answers
/// @param requestsPerMinute of each user and address; 0 for no limit
record GatewaySettings(
        Timers timers,
        RetryPolicy retries,
        Breaker breaker,
        boolean hedging,
        RoutingPolicy routing,
        List<Endpoint> serverWide,
        List<Endpoint> usualPlaces,
        Duration answersKept,
        VerifyAnswer.Settings checks,
        int requestsPerMinute) {
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    static GatewaySettings of(Config config) {
        UpstreamConfig upstream = config.upstream();
        return new GatewaySettings(
                new Timers(
                        upstream.connectTimeout(),
                        upstream.firstTokenTimeout(),
                        upstream.streamIdleTimeout(),
                        upstream.requestDeadline(),
                        upstream.minTokensPerSecond()),
                new RetryPolicy(upstream.maxRetries(), FIRST_RETRY, LONGEST_WAIT),
                upstream.breaker(),
                upstream.hedging(),
                config.routing(),
                config.providers().stream().map(GatewaySettings::endpoint).toList(),
                List.of(localOllama()),
                config.cache().ttl(),
                checks(config.checks()),
                config.server().requestsPerMinute());
    }

    private static VerifyAnswer.Settings checks(CheckConfig checks) {
        return new VerifyAnswer.Settings(checks.verifier(), checks.scorer(), checks.ladder(), checks.unverified());
    }

    private static Endpoint endpoint(ProviderConfig provider) {
        ProviderKind kind = provider.kind();
        URI baseUrl = provider.baseUrl() == null ? kind.defaultBaseUrl().orElseThrow() : provider.baseUrl();
        String id = provider.number() == 0 ? "server" : "server-" + provider.number();
        return new Endpoint(kind, id, baseUrl, provider.key(), ProviderSettings.NONE, true, provider.region());
    }

    private static Endpoint localOllama() {
        ProviderKind kind = ProviderCatalogue.find("ollama").orElseThrow();
        return new Endpoint(kind, "detected", kind.defaultBaseUrl().orElseThrow(), null, ProviderSettings.NONE, true);
    }
}
