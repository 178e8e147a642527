package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.time.Duration;

/// Asks each provider in use for its list of models, which costs nothing: one that answers may be tried again before
/// its rest is over, and one that refuses its key is not asked until somebody has mended that. Safe for concurrent
/// use. Blocks.
public final class ProbeProviders {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Fleet fleet;
    private final Upstreams upstreams;

    public ProbeProviders(Fleet fleet, Upstreams upstreams) {
        this.fleet = fleet;
        this.upstreams = upstreams;
    }

    public void run() {
        for (Endpoint endpoint : fleet.endpoints()) {
            if (endpoint.baseUrl() != null && endpoint.kind().modelsPath() != null) {
                probe(endpoint);
            }
        }
    }

    private void probe(Endpoint endpoint) {
        switch (upstreams.of(endpoint).models(endpoint, TIMEOUT)) {
            case ModelListing.Listed listed -> fleet.reachable(endpoint);
            case ModelListing.Failed(UpstreamFault fault) -> {
                if (fault.kind() == Kind.CREDENTIAL) {
                    fleet.refused(endpoint, fault);
                }
            }
        }
    }
}
