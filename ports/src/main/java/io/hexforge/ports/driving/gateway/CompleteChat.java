package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.driven.gateway.Upstream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers a request for a completion: chooses a deployment and asks it, as often as [Attempts] says. Stateless but
/// for what its parts hold; safe for concurrent use. Blocks: call it on a virtual thread.
public final class CompleteChat {
    private final ChooseRoute routes;
    private final Upstreams upstreams;
    private final Attempts attempts;

    public CompleteChat(ChooseRoute routes, Upstreams upstreams, Attempts attempts) {
        this.routes = routes;
        this.upstreams = upstreams;
        this.attempts = attempts;
    }

    public sealed interface Outcome {
        /// A streamed answer has begun. Whoever takes it must close it.
        record Streaming(Route route, ReplyStream stream) implements Outcome {}

        /// A whole answer in the client's dialect, to be relayed as it is.
        record Relayed(Route route, byte[] body, Usage usage) implements Outcome {}

        record Answered(Route route, ChatAnswer answer) implements Outcome {}

        /// @param route null when no deployment was found
        record Failed(@Nullable Route route, UpstreamFault fault) implements Outcome {}
    }

    public Outcome complete(Actor actor, InboundChat chat, Cancellation cancellation) {
        return switch (routes.plan(actor, chat.facts())) {
            case Decision.Ranked ranked ->
                ask(ranked.options().getFirst().deployment(), ranked.reason(), chat, cancellation);
            case Decision.NotConfigured(String provider) -> new Outcome.Failed(null, notConfigured(provider));
            case Decision.UnknownModel(String model) -> new Outcome.Failed(null, unknownModel(model));
            case Decision.NoneLeft none -> new Outcome.Failed(null, none.fault());
        };
    }

    /// Tells how many tokens the prompt has for the model that would answer it.
    public TokenCount countTokens(Actor actor, InboundChat chat, Cancellation cancellation) {
        return switch (routes.plan(actor, chat.facts())) {
            case Decision.Ranked ranked ->
                countTokens(ranked.options().getFirst().deployment(), chat, cancellation);
            case Decision.NotConfigured(String provider) -> new TokenCount.Failed(notConfigured(provider));
            case Decision.UnknownModel(String model) -> new TokenCount.Failed(unknownModel(model));
            case Decision.NoneLeft none -> new TokenCount.Failed(none.fault());
        };
    }

    private TokenCount countTokens(Deployment deployment, InboundChat chat, Cancellation cancellation) {
        return upstreams
                .of(deployment.endpoint())
                .countTokens(deployment, chat, attempts.timersOf(deployment), cancellation);
    }

    private Outcome ask(Deployment deployment, String reason, InboundChat chat, Cancellation cancellation) {
        Upstream upstream = upstreams.of(deployment.endpoint());
        Attempts.Result<ChatReply> result = attempts.run(
                deployment,
                cancellation,
                timers -> upstream.complete(deployment, chat, timers, cancellation),
                reply ->
                        reply instanceof ChatReply.Refused(UpstreamFault fault) ? Optional.of(fault) : Optional.empty(),
                ChatReply.Refused::new);
        var route = new Route(deployment, reason, result.attempts());
        return switch (result.reply()) {
            case ChatReply.Streaming(ReplyStream stream) -> new Outcome.Streaming(route, stream);
            case ChatReply.Relayed(byte[] body, Usage usage) -> new Outcome.Relayed(route, body, usage);
            case ChatReply.Answered(ChatAnswer answer) -> new Outcome.Answered(route, answer);
            case ChatReply.Refused(UpstreamFault fault) -> new Outcome.Failed(route, fault);
        };
    }

    static UpstreamFault notConfigured(String provider) {
        return new UpstreamFault(
                Kind.NOT_CONFIGURED,
                404,
                "The provider '" + provider + "' is not configured. Activate it with POST /v1/providers/activate.",
                "model",
                null,
                null);
    }

    static UpstreamFault unknownModel(String model) {
        String message = model.isEmpty()
                ? "No model was named and there is no default. Name one as 'provider/model'."
                : "The model '" + model + "' does not exist at any configured provider. See GET /v1/models.";
        return new UpstreamFault(Kind.UNKNOWN_MODEL, 404, message, "model", null, null);
    }
}
