package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ModelListing;
import java.time.Duration;
import java.util.List;

/// Finds providers that run on this machine without having been set up, such as Ollama. Call it regularly: one that
/// appears is used, and one that is gone no longer. Safe for concurrent use.
public final class DetectProviders {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final List<Endpoint> usualPlaces;
    private final Upstreams upstreams;
    private final Endpoints endpoints;

    /// @param usualPlaces where to look
    public DetectProviders(List<Endpoint> usualPlaces, Upstreams upstreams, Endpoints endpoints) {
        this.usualPlaces = List.copyOf(usualPlaces);
        this.upstreams = upstreams;
        this.endpoints = endpoints;
    }

    public void run() {
        for (Endpoint place : usualPlaces) {
            switch (upstreams.of(place).models(place, TIMEOUT)) {
                case ModelListing.Listed listed -> {
                    endpoints.addDetected(place);
                }
                case ModelListing.Failed failed -> endpoints.removeDetected(place);
            }
        }
    }
}
