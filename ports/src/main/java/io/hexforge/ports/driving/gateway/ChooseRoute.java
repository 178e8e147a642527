package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.ModelRef;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.domain.gateway.RoutingPolicy.Candidate;
import io.hexforge.domain.gateway.RoutingPolicy.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the deployment that serves an actor's request. Touches no store; safe for concurrent use.
public final class ChooseRoute {
    private static final Endpoint OFFLINE = builtIn("offline");
    private static final Endpoint LOCAL = builtIn("local");

    private final Endpoints endpoints;
    private final ModelDirectory models;
    private final RoutingPolicy policy;
    private final RoutingPolicy embeddingPolicy;

    /// @param policy for completions
    /// @param embeddingPolicy for embeddings
    public ChooseRoute(
            Endpoints endpoints, ModelDirectory models, RoutingPolicy policy, RoutingPolicy embeddingPolicy) {
        this.endpoints = endpoints;
        this.models = models;
        this.policy = policy;
        this.embeddingPolicy = embeddingPolicy;
    }

    /// Chooses for a completion. With no provider set up, the one that says so answers; with one, only to its name.
    Choice forChat(Actor actor, @Nullable String model) {
        List<Candidate> candidates = candidates(actor, model);
        return candidates.isEmpty() || namesOffline(model)
                ? policy.choose(model, List.of(new Candidate(OFFLINE, Set.of())))
                : policy.choose(model, candidates);
    }

    private static boolean namesOffline(@Nullable String model) {
        String name = OFFLINE.kind().name();
        return model != null && (model.equals(name) || model.startsWith(name + "/"));
    }

    /// Chooses for embeddings. The models inside this process come first: their names are theirs alone.
    Choice forEmbeddings(Actor actor, @Nullable String model) {
        models.awaitFirst(List.of(LOCAL));
        var candidates = new ArrayList<Candidate>();
        candidates.add(new Candidate(LOCAL, models.known(LOCAL)));
        candidates.addAll(candidates(actor, model));
        return embeddingPolicy.choose(model, candidates);
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
                .map(endpoint -> new Candidate(endpoint, models.known(endpoint)))
                .toList();
    }

    private static Endpoint builtIn(String name) {
        var kind = ProviderCatalogue.find(name).orElseThrow();
        if (kind.dialect() != Dialect.CANONICAL) {
            throw new IllegalStateException(name + " is not built in");
        }
        return new Endpoint(kind, "builtin", null, null, ProviderSettings.NONE, true);
    }
}
