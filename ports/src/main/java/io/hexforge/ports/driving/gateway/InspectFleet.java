package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Shows how the deployments that an actor may use do, and forgets what is held against one. Touches no store; safe
/// for concurrent use.
public final class InspectFleet {
    private final Fleet fleet;
    private final Endpoints endpoints;

    public InspectFleet(Fleet fleet, Endpoints endpoints) {
        this.fleet = fleet;
        this.endpoints = endpoints;
    }

    /// {@return the deployments that were asked of late, by id}
    public List<Fleet.Report> deployments(Actor actor) {
        return fleet.reports(endpoints.visibleTo(actor));
    }

    /// {@return how many providers the actor may use}
    public int providers(Actor actor) {
        return (int) endpoints.visibleTo(actor).stream()
                .map(Endpoint::kind)
                .distinct()
                .count();
    }

    /// Forgets what is held against a deployment. What serves everybody is the administrator's to reset.
    ///
    /// @param id [io.hexforge.domain.gateway.Deployment#id]
    /// @return empty, changing nothing, if the actor has no such deployment
    public Optional<Fleet.Report> reset(Actor actor, String id) {
        var own = new ArrayList<>(endpoints.visibleTo(actor));
        if (!actor.systemAdmin()) {
            own.removeAll(endpoints.serverWide());
        }
        return fleet.reset(id, own);
    }
}
