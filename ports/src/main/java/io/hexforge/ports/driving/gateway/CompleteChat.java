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
import io.hexforge.domain.gateway.RoutingPolicy.Option;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageRecord.Status;
import io.hexforge.ports.driving.gateway.Accounts.Account;
import io.hexforge.ports.driving.gateway.CacheAnswers.Lookup;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers a request for a completion: ranks the deployments that may serve it, lets the limits admit it, looks
/// meanwhile whether the answer is there already, and else asks, as [Attempts] says. What it used is settled and
/// recorded when
/// the answer ends. Stateless but for what its parts hold; safe for concurrent use. Blocks: call it on a virtual
/// thread.
public final class CompleteChat {
    private final ChooseRoute routes;
    private final Upstreams upstreams;
    private final Attempts attempts;
    private final Accounts accounts;
    private final CacheAnswers cache;

    public CompleteChat(
            ChooseRoute routes, Upstreams upstreams, Attempts attempts, Accounts accounts, CacheAnswers cache) {
        this.routes = routes;
        this.upstreams = upstreams;
        this.attempts = attempts;
        this.accounts = accounts;
        this.cache = cache;
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

    public Outcome complete(Caller caller, InboundChat chat, Cancellation cancellation) {
        return switch (routes.plan(caller.actor(), chat.facts())) {
            case Decision.Ranked ranked -> admitted(caller, chat, ranked.options(), cancellation);
            case Decision.NotConfigured(String provider) -> new Outcome.Failed(null, notConfigured(provider));
            case Decision.UnknownModel(String model) -> new Outcome.Failed(null, unknownModel(model));
            case Decision.NoneLeft none -> new Outcome.Failed(null, none.fault());
        };
    }

    /// Tells how many tokens the prompt has for the model that would answer it.
    public TokenCount countTokens(Actor actor, InboundChat chat, Cancellation cancellation) {
        return switch (routes.plan(actor, chat.facts())) {
            case Decision.Ranked ranked -> {
                Deployment deployment = ranked.options().getFirst().deployment();
                yield upstreams
                        .of(deployment.endpoint())
                        .countTokens(deployment, chat, attempts.timersOf(deployment), cancellation);
            }
            case Decision.NotConfigured(String provider) -> new TokenCount.Failed(notConfigured(provider));
            case Decision.UnknownModel(String model) -> new TokenCount.Failed(unknownModel(model));
            case Decision.NoneLeft none -> new TokenCount.Failed(none.fault());
        };
    }

    private Outcome admitted(Caller caller, InboundChat chat, List<Option> options, Cancellation cancellation) {
        // Under way while the limits are asked: a shared cache costs no wait of its own.
        Supplier<Lookup> looking = cache.look(caller.actor(), chat);
        return accounts.admitted(
                caller,
                chat.facts().promptBytes(),
                chat.facts().maxOutputTokens(),
                chat.facts().stream(),
                options,
                account -> answered(chat, looking.get(), options, cancellation, account),
                fault -> new Outcome.Failed(null, fault));
    }

    private Outcome answered(
            InboundChat chat, Lookup found, List<Option> options, Cancellation cancellation, Account account) {
        return switch (found) {
            case Lookup.Hit(Route route, ChatAnswer answer) -> {
                account.close(Status.CACHED, route, answer.usage(), null);
                yield new Outcome.Answered(route, answer);
            }
            case Lookup.Miss miss -> ask(miss.chat(), options, cancellation, account, miss);
            case Lookup.Bypass() -> ask(chat, options, cancellation, account, null);
        };
    }

    /// @param miss where the answer is to be kept; null if nowhere
    private Outcome ask(
            InboundChat chat,
            List<Option> options,
            Cancellation cancellation,
            Account account,
            Lookup.@Nullable Miss miss) {
        var asking = new Asking(upstreams, chat);
        Attempts.Result<ChatReply> result = attempts.run(options, cancellation, asking);
        Option option = result.option();
        var route = new Route(
                option.deployment(),
                option.reason(),
                result.attempts(),
                option.facts().price());
        Fleet.Running running = result.running();
        return switch (result.reply()) {
            case ChatReply.Streaming(ReplyStream stream) ->
                new Outcome.Streaming(
                        route,
                        new AccountedStream(
                                stream,
                                route,
                                running,
                                account,
                                miss == null ? null : answer -> cache.keep(miss, route, answer)));
            case ChatReply.Relayed(byte[] body, Usage usage) -> {
                running.succeeded(usage);
                account.close(Status.OK, route, usage, null);
                yield new Outcome.Relayed(route, body, usage);
            }
            case ChatReply.Answered(ChatAnswer answer) -> {
                running.succeeded(answer.usage());
                account.close(Status.OK, route, answer.usage(), null);
                if (miss != null) {
                    cache.keep(miss, route, answer);
                }
                yield new Outcome.Answered(route, answer);
            }
            case ChatReply.Refused(UpstreamFault fault) -> {
                account.close(fault.kind() == Kind.CANCELLED ? Status.ABORTED : Status.FAILED, route, Usage.NONE, null);
                yield new Outcome.Failed(route, fault);
            }
        };
    }

    private record Asking(Upstreams upstreams, InboundChat chat) implements Attempts.Ask<ChatReply> {
        @Override
        public ChatReply once(Deployment deployment, Timers timers, Cancellation cancellation) {
            return upstreams.of(deployment.endpoint()).complete(deployment, chat, timers, cancellation);
        }

        @Override
        public Optional<UpstreamFault> fault(ChatReply reply) {
            return reply instanceof ChatReply.Refused(UpstreamFault fault) ? Optional.of(fault) : Optional.empty();
        }

        @Override
        public ChatReply refused(UpstreamFault fault) {
            return new ChatReply.Refused(fault);
        }

        @Override
        public void discard(ChatReply reply) {
            if (reply instanceof ChatReply.Streaming(ReplyStream stream)) {
                stream.close();
            }
        }

        @Override
        public long promptTokens() {
            return chat.facts().promptBytes() / Accounts.BYTES_PER_TOKEN;
        }

        @Override
        public boolean whole() {
            return !chat.facts().stream();
        }
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
