package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Capability;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.Price;
import io.hexforge.domain.gateway.Usage;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/// Finds the chat model that costs an actor least, among those whose price is known. Touches no store.
public final class CheapestModel {
    /// A short question about an answer of usual length.
    private static final Usage USUAL = Usage.of(1_000, 150);

    private static final Set<Capability> OTHER_USES = Set.of(Capability.EMBEDDING, Capability.IMAGE_GENERATION);
    private static final long SMALLEST_WINDOW = 8_000;

    private final Endpoints endpoints;
    private final ModelDirectory models;
    private final PriceBook prices;

    public CheapestModel(Endpoints endpoints, ModelDirectory models, PriceBook prices) {
        this.endpoints = endpoints;
        this.models = models;
        this.prices = prices;
    }

    /// {@return it, as `provider/model`}
    Optional<String> of(Actor actor) {
        String cheapest = null;
        long least = Long.MAX_VALUE;
        for (Endpoint endpoint : endpoints.visibleTo(actor)) {
            String provider = endpoint.kind().name();
            for (String model : models.known(endpoint)) {
                ModelFacts facts = prices.facts(provider, model);
                Price price = facts.price();
                if (price != null && chats(facts, price) && price.cost(USUAL) < least) {
                    least = price.cost(USUAL);
                    cheapest = provider + "/" + model;
                }
            }
        }
        return Optional.ofNullable(cheapest);
    }

    /// A model that takes or gives tokens for nothing is mostly none to talk to.
    private static boolean chats(ModelFacts facts, Price price) {
        Set<Capability> known = facts.capabilities();
        Long window = facts.contextWindow();
        return price.input() > 0
                && price.output() > 0
                && (window == null || window >= SMALLEST_WINDOW)
                && (known == null || Collections.disjoint(known, OTHER_USES));
    }
}
