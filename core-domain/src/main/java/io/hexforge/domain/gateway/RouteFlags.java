package io.hexforge.domain.gateway;

import java.util.Set;

/// Which providers an administrator has forced upon a tenant, or forbidden it. They bind even who names a model.
///
/// @param forcedProviders canonical names; if any, no other provider may serve
/// @param disabledProviders canonical names; these may not serve, forced or not
public record RouteFlags(Set<String> forcedProviders, Set<String> disabledProviders) {
    public static final RouteFlags NONE = new RouteFlags(Set.of(), Set.of());

    public RouteFlags {
        forcedProviders = Set.copyOf(forcedProviders);
        disabledProviders = Set.copyOf(disabledProviders);
    }

    /// {@return whether a provider may serve}
    public boolean allow(String provider) {
        return (forcedProviders.isEmpty() || forcedProviders.contains(provider))
                && !disabledProviders.contains(provider);
    }
}
