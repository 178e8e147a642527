package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.Availability;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.ports.driving.gateway.Fleet;
import io.hexforge.ports.driving.gateway.InspectFleet;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The routes that tell how deployments do: breakers, latencies, last errors.
public final class FleetRoutes implements Routes.Group {
    private final InspectFleet fleet;

    public FleetRoutes(InspectFleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get("/v1/routing/health", Access.scope(Scope.PROVIDERS_READ), this::health);
        routes.get("/v1/routing/deployments", Access.scope(Scope.PROVIDERS_READ), this::deployments);
        routes.post("/v1/routing/deployments/<id>/reset", Access.scope(Scope.PROVIDERS_WRITE), this::reset);
    }

    private void health(Context ctx) {
        var actor = Exchange.actor(ctx);
        Answers.send(ctx, Answers.json(200, Health.of(fleet.providers(actor), fleet.deployments(actor))));
    }

    private void deployments(Context ctx) {
        List<Body> items =
                fleet.deployments(Exchange.actor(ctx)).stream().map(Body::of).toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(items, null)));
    }

    private void reset(Context ctx) {
        Fleet.Report report = fleet.reset(Exchange.actor(ctx), ctx.pathParam("id"))
                .orElseThrow(() -> new Refused(Problem.notFound("there is no such deployment of yours")));
        Answers.send(ctx, Answers.json(200, Body.of(report)));
    }

    /// @param status healthy when all deployments may be asked, degraded when some may not, error when none may
    private record Health(
            String status,
            int providersAvailable,
            int healthyProviders,
            String routingSystem,
            int deployments,
            int healthyDeployments) {
        static Health of(int providers, List<Fleet.Report> reports) {
            List<Fleet.Report> ailing = reports.stream()
                    .filter(report -> !(report.availability() instanceof Availability.Ready))
                    .toList();
            int down = (int) ailing.stream()
                    .map(report -> report.deployment().endpoint().kind())
                    .distinct()
                    .count();
            String status = ailing.isEmpty() ? "healthy" : ailing.size() < reports.size() ? "degraded" : "error";
            return new Health(
                    status,
                    providers,
                    Math.max(0, providers - down),
                    "active",
                    reports.size(),
                    reports.size() - ailing.size());
        }
    }

    private record Body(
            String id,
            String provider,
            String model,
            String state,
            @Nullable Instant until,
            @Nullable String reason,
            int inFlight,
            int consecutiveFailures,
            int openings,
            long calls,
            long failures,
            @Nullable LastError lastError) {
        static Body of(Fleet.Report report) {
            Deployment deployment = report.deployment();
            Availability availability = report.availability();
            Fleet.LastFault last = report.lastFault();
            return new Body(
                    deployment.id(),
                    deployment.endpoint().kind().name(),
                    deployment.model(),
                    switch (availability) {
                        case Availability.Ready() -> "closed";
                        case Availability.Trial() -> "half_open";
                        case Availability.Open open -> "open";
                        case Availability.NotBefore pause -> "paused";
                        case Availability.Quarantined quarantine -> "quarantined";
                    },
                    switch (availability) {
                        case Availability.Open(Instant until) -> until;
                        case Availability.NotBefore(Instant at) -> at;
                        case Availability.Ready ready -> null;
                        case Availability.Trial trial -> null;
                        case Availability.Quarantined quarantine -> null;
                    },
                    availability instanceof Availability.Quarantined(String reason) ? reason : null,
                    report.inFlight(),
                    report.standing().failures(),
                    report.standing().openings(),
                    report.calls(),
                    report.failures(),
                    last == null
                            ? null
                            : new LastError(last.kind().name().toLowerCase(Locale.ROOT), last.message(), last.at()));
        }
    }

    private record LastError(String kind, String message, Instant at) {}
}
