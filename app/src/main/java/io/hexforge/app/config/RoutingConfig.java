package io.hexforge.app.config;

import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderKind;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.domain.gateway.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which models are asked when a client leaves it open, and which providers stand in for others.
final class RoutingConfig {
    private RoutingConfig() {}

    static RoutingPolicy from(Settings settings) {
        return new RoutingPolicy(
                settings.optional("DEFAULT_MODEL", "the first provider's own").orElse(null),
                Weights.DEFAULT,
                fallbackOrder(settings),
                taskModels(settings));
    }

    private static List<String> fallbackOrder(Settings settings) {
        var order = new ArrayList<String>();
        for (String name : settings.list("ROUTER_FALLBACK_ORDER", "none")) {
            Optional<ProviderKind> kind = ProviderCatalogue.find(name);
            kind.ifPresentOrElse(
                    known -> order.add(known.name()),
                    () -> settings.problem("ROUTER_FALLBACK_ORDER", "names " + name + ", which is no provider"));
        }
        return order;
    }

    /// Each setting replaces the built-in list of its task.
    private static Map<String, List<String>> taskModels(Settings settings) {
        var models = new TreeMap<>(RoutingPolicy.DEFAULT.taskModels());
        models.replaceAll((task, builtIn) -> {
            List<String> own = settings.list("MODELS_FOR_" + task.toUpperCase(Locale.ROOT), "built-in list");
            return own.isEmpty() ? builtIn : own;
        });
        return models;
    }
}
