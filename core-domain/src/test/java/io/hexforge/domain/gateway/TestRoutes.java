package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.RoutingPolicy.Candidate;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Requests and candidates of which little is known.
final class TestRoutes {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final Signals READY = new Signals(new Availability.Ready(), 0, Latency.UNMEASURED);

    private static final AtomicInteger CONNECTIONS = new AtomicInteger();

    private TestRoutes() {}

    static Request request(@Nullable String model) {
        return new Request(model, 100, null, Set.of(), RouteHints.NONE, RouteFlags.NONE, null);
    }

    static RouteHints hints(RouteHints.LatencyTarget target, @Nullable Duration slo, boolean costPriority) {
        return hints(target, slo, costPriority, null, null, List.of(), RouteHints.Providers.ANY);
    }

    static RouteHints hints(
            RouteHints.LatencyTarget target,
            @Nullable Duration slo,
            boolean costPriority,
            @Nullable String taskType,
            @Nullable Long maxCost,
            List<String> fallbacks,
            RouteHints.Providers providers) {
        return new RouteHints(
                null, taskType, target, slo, costPriority, maxCost, fallbacks, providers, null, null, null, false);
    }

    static Candidate candidate(String provider, String... models) {
        Set<String> known = new LinkedHashSet<>(Arrays.asList(models));
        return new Candidate(
                endpoint(provider), known, model -> ModelFacts.unknown(provider, model), deployment -> READY);
    }

    /// An endpoint of its own each time.
    static Endpoint endpoint(String provider) {
        ProviderKind kind = ProviderCatalogue.find(provider).orElseThrow();
        URI url = URI.create("https://" + provider + ".example");
        return new Endpoint(kind, "test" + CONNECTIONS.incrementAndGet(), url, null, ProviderSettings.NONE, true);
    }

    /// {@return the options in order, each as `provider/model reason`}
    static String describe(Decision decision) {
        List<RoutingPolicy.Option> options = ((Decision.Ranked) decision).options();
        return options.stream()
                .map(option -> option.deployment().endpoint().kind().name() + "/"
                        + option.deployment().model() + " " + option.reason())
                .collect(Collectors.joining(", "));
    }
}
