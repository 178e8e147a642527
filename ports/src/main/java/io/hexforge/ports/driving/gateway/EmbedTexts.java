package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.RoutingPolicy.Choice;
import io.hexforge.domain.gateway.Timers;
import org.jspecify.annotations.Nullable;

/// Turns texts into vectors, at a provider or inside this process. Safe for concurrent use. Blocks: call it on a
/// virtual thread.
public final class EmbedTexts {
    private final ChooseRoute routes;
    private final Upstreams upstreams;
    private final Timers timers;

    public EmbedTexts(ChooseRoute routes, Upstreams upstreams, Timers timers) {
        this.routes = routes;
        this.upstreams = upstreams;
        this.timers = timers;
    }

    /// @param route null when no deployment was found
    public record Outcome(@Nullable Route route, EmbeddingReply reply) {}

    public Outcome embed(Actor actor, EmbeddingCall call, Cancellation cancellation) {
        return switch (routes.forEmbeddings(actor, call.model())) {
            case Choice.Chosen(Deployment deployment, String reason) -> {
                Timers limits = CompleteChat.timersFor(deployment, timers);
                EmbeddingReply reply =
                        upstreams.of(deployment.endpoint()).embed(deployment, call, limits, cancellation);
                yield new Outcome(new Route(deployment, reason, 1), reply);
            }
            case Choice.NotConfigured(String provider) ->
                new Outcome(null, new EmbeddingReply.Refused(CompleteChat.notConfigured(provider)));
            case Choice.UnknownModel(String model) ->
                new Outcome(null, new EmbeddingReply.Refused(CompleteChat.unknownModel(model)));
        };
    }
}
