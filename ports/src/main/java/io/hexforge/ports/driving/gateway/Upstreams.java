package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.ports.driven.gateway.Upstream;
import java.util.Map;

/// Who carries calls to which provider.
///
/// @param remote for everything that is reached over the network
/// @param own by the provider's name, for what lives inside this process
public record Upstreams(Upstream remote, Map<String, Upstream> own) {
    public Upstreams {
        own = Map.copyOf(own);
    }

    Upstream of(Endpoint endpoint) {
        return own.getOrDefault(endpoint.kind().name(), remote);
    }
}
