package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.ports.driven.gateway.Upstream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns texts into vectors, at a provider or inside this process. Safe for concurrent use. Blocks: call it on a
/// virtual thread.
public final class EmbedTexts {
    private final ChooseRoute routes;
    private final Upstreams upstreams;
    private final Attempts attempts;

    public EmbedTexts(ChooseRoute routes, Upstreams upstreams, Attempts attempts) {
        this.routes = routes;
        this.upstreams = upstreams;
        this.attempts = attempts;
    }

    /// @param route null when no deployment was found
    public record Outcome(@Nullable Route route, EmbeddingReply reply) {}

    public Outcome embed(Actor actor, EmbeddingCall call, Cancellation cancellation) {
        return switch (routes.planEmbeddings(actor, call.model())) {
            case Decision.Ranked ranked ->
                ask(ranked.options().getFirst().deployment(), ranked.reason(), call, cancellation);
            case Decision.NotConfigured(String provider) ->
                new Outcome(null, new EmbeddingReply.Refused(CompleteChat.notConfigured(provider)));
            case Decision.UnknownModel(String model) ->
                new Outcome(null, new EmbeddingReply.Refused(CompleteChat.unknownModel(model)));
            case Decision.NoneLeft none -> new Outcome(null, new EmbeddingReply.Refused(none.fault()));
        };
    }

    private Outcome ask(Deployment deployment, String reason, EmbeddingCall call, Cancellation cancellation) {
        Upstream upstream = upstreams.of(deployment.endpoint());
        Attempts.Result<EmbeddingReply> result = attempts.run(
                deployment,
                cancellation,
                timers -> upstream.embed(deployment, call, timers, cancellation),
                reply -> reply instanceof EmbeddingReply.Refused(UpstreamFault fault)
                        ? Optional.of(fault)
                        : Optional.empty(),
                EmbeddingReply.Refused::new);
        return new Outcome(new Route(deployment, reason, result.attempts()), result.reply());
    }
}
