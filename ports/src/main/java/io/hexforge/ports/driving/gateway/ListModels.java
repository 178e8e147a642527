package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.ModelRef;
import io.hexforge.domain.gateway.ProviderKind;
import io.hexforge.domain.gateway.UpstreamFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells which models an actor can use. Answers from memory when the lists are fresh; safe for concurrent use.
public final class ListModels {
    private final ChooseRoute routes;
    private final ModelDirectory models;

    public ListModels(ChooseRoute routes, ModelDirectory models) {
        this.routes = routes;
        this.models = models;
    }

    /// @param models each once, in order of preference of their providers
    /// @param failures why a provider's models are not among them, by the provider's name
    public record Result(List<ModelInfo> models, Map<String, UpstreamFault> failures) {}

    /// {@return the models of all providers that the actor may use}
    public Result all(Actor actor) {
        return list(routes.visibleTo(actor));
    }

    /// {@return the models of one provider, or empty if it is not set up for the actor}
    public Optional<Result> of(Actor actor, ProviderKind kind) {
        List<Endpoint> endpoints = routes.visibleTo(actor).stream()
                .filter(endpoint -> endpoint.kind().equals(kind))
                .toList();
        return endpoints.isEmpty() ? Optional.empty() : Optional.of(list(endpoints));
    }

    /// {@return the model that a client calls `reference`: `provider/model`, or a model alone}
    public Optional<ModelInfo> find(Actor actor, String reference) {
        List<ModelInfo> known = all(actor).models();
        ModelRef ref = ModelRef.parse(reference);
        Optional<ModelInfo> exact = ref.provider()
                .flatMap(kind -> known.stream()
                        .filter(model -> model.provider().equals(kind.name())
                                && model.id().equals(ref.model()))
                        .findFirst());
        return exact.or(() ->
                known.stream().filter(model -> model.id().equals(reference)).findFirst());
    }

    private Result list(List<Endpoint> endpoints) {
        var found = new LinkedHashMap<String, ModelInfo>();
        var failures = new LinkedHashMap<String, UpstreamFault>();
        models.listings(endpoints).forEach((endpoint, listing) -> {
            switch (listing) {
                case ModelListing.Listed(List<ModelInfo> listed) ->
                    listed.forEach(model -> found.putIfAbsent(model.reference(), model));
                case ModelListing.Failed(UpstreamFault fault) ->
                    failures.put(endpoint.kind().name(), fault);
            }
        });
        return new Result(new ArrayList<>(found.values()), failures);
    }
}
