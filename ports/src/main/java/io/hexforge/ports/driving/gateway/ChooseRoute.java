package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Capability;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.ModelRef;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.RouteFlags;
import io.hexforge.domain.gateway.RouteHints;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.domain.gateway.RoutingPolicy.Candidate;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import io.hexforge.domain.gateway.Signals;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Finds the deployment that serves an actor's request. Touches no store; safe for concurrent use.
public final class ChooseRoute {
    private static final Endpoint OFFLINE = builtIn("offline");
    private static final Endpoint LOCAL = builtIn("local");
    private static final long BYTES_PER_TOKEN = 4;

    private final Endpoints endpoints;
    private final ModelDirectory models;
    private final RoutingPolicy policy;
    private final RoutingPolicy embeddingPolicy;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Known known;

    /// What is known of models, tenants and deployments at a moment; asked for each request, so it must be quick.
    ///
    /// @param facts by the provider's name and the model's
    public record Known(
            BiFunction<String, String, ModelFacts> facts,
            Function<UUID, RouteFlags> flags,
            Function<Deployment, Signals> signals) {
        public static Known of(PriceBook prices, Flags flags, Fleet fleet) {
            return new Known(prices::facts, flags::of, fleet::signals);
        }
    }

    /// @param policy for completions
    /// @param embeddingPolicy for embeddings
    public ChooseRoute(
            Endpoints endpoints,
            ModelDirectory models,
            RoutingPolicy policy,
            RoutingPolicy embeddingPolicy,
            Known known,
            InstantSource clock,
            RandomGenerator random) {
        this.endpoints = endpoints;
        this.models = models;
        this.policy = policy;
        this.embeddingPolicy = embeddingPolicy;
        this.clock = clock;
        this.random = random;
        this.known = known;
    }

    /// Decides for a completion. With no provider set up, the one that says so answers; with one, only to its name.
    public Decision plan(Actor actor, ChatFacts facts) {
        List<Candidate> candidates = candidates(actor, facts.model());
        boolean offline = candidates.isEmpty() || namesOffline(facts.model());
        var request = new Request(
                facts.model(),
                facts.promptBytes() / BYTES_PER_TOKEN,
                facts.maxOutputTokens(),
                facts.needs(),
                facts.hints(),
                known.flags().apply(actor.tenantId()),
                actor.userId().toString());
        return policy.decide(
                request, offline ? List.of(candidate(OFFLINE, Set.of())) : candidates, clock.instant(), random);
    }

    private static boolean namesOffline(@Nullable String model) {
        String name = OFFLINE.kind().name();
        return model != null && (model.equals(name) || model.startsWith(name + "/"));
    }

    /// Decides for embeddings. The models inside this process come first: their names are theirs alone.
    ///
    /// @param bytes of what is to be embedded
    Decision planEmbeddings(Actor actor, @Nullable String model, long bytes) {
        models.awaitFirst(List.of(LOCAL));
        var candidates = new ArrayList<Candidate>();
        candidates.add(candidate(LOCAL, models.known(LOCAL)));
        candidates.addAll(candidates(actor, model));
        var request = new Request(
                model,
                bytes / BYTES_PER_TOKEN,
                0L,
                EnumSet.of(Capability.EMBEDDING),
                RouteHints.NONE,
                known.flags().apply(actor.tenantId()),
                null);
        return embeddingPolicy.decide(request, candidates, clock.instant(), random);
    }

    /// {@return every endpoint that the actor may use, those inside this process included}
    List<Endpoint> visibleTo(Actor actor) {
        var visible = new ArrayList<>(endpoints.visibleTo(actor));
        visible.add(LOCAL);
        if (visible.size() == 1) {
            visible.add(OFFLINE);
        }
        return visible;
    }

    private List<Candidate> candidates(Actor actor, @Nullable String model) {
        List<Endpoint> visible = endpoints.visibleTo(actor);
        boolean ownerMatters = visible.size() > 1
                && (model == null || ModelRef.parse(model).provider().isEmpty());
        if (ownerMatters) {
            models.awaitFirst(visible);
        }
        return visible.stream()
                .map(endpoint -> candidate(endpoint, models.known(endpoint)))
                .toList();
    }

    private Candidate candidate(Endpoint endpoint, Set<String> models) {
        String provider = endpoint.kind().name();
        return new Candidate(endpoint, models, model -> known.facts().apply(provider, model), known.signals());
    }

    private static Endpoint builtIn(String name) {
        var kind = ProviderCatalogue.find(name).orElseThrow();
        if (kind.dialect() != Dialect.CANONICAL) {
            throw new IllegalStateException(name + " is not built in");
        }
        return new Endpoint(kind, "builtin", null, null, ProviderSettings.NONE, true);
    }
}
