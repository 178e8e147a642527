package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.CheckReport;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.RouteHints;
import io.hexforge.domain.gateway.UnsupportedField;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.ports.driving.gateway.CompleteChat.Outcome;
import io.hexforge.ports.driving.gateway.VerifyAnswer.Answered;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers a request whose answer is to be checked before it is given. Every call that this takes is an ordinary one of
/// the same actor: it is routed, limited, cached and accounted like any other, and goes only to providers that the
/// request allows. Safe for concurrent use. Blocks: call it on a virtual thread.
public final class CompleteVerifiedChat {
    private final CompleteChat completeChat;
    private final VerifyAnswer verifyAnswer;

    public CompleteVerifiedChat(CompleteChat completeChat, VerifyAnswer verifyAnswer) {
        this.completeChat = completeChat;
        this.verifyAnswer = verifyAnswer;
    }

    public sealed interface Verified {
        record Accepted(Route route, ChatAnswer answer, CheckReport report) implements Verified {}

        record Rejected(Route route, CheckReport report) implements Verified {}

        /// There is no answer to check.
        ///
        /// @param route null when no deployment was found
        record Failed(@Nullable Route route, UpstreamFault fault) implements Verified {}
    }

    /// Asks for the whole answer, streamed or not as the client may want it: nothing is shown before it is checked.
    public Verified complete(Caller caller, InboundChat chat, Cancellation cancellation) {
        ChatCall call;
        try {
            call = chat.canonical().get();
        } catch (UnsupportedField onlyTheProviderUnderstands) {
            return new Verified.Failed(null, UpstreamFault.invalid(onlyTheProviderUnderstands));
        }
        RouteHints hints = chat.facts().hints();
        InboundChat whole = canonical(call, chat.facts(), unverified(hints));
        return switch (completeChat.complete(caller, whole, cancellation)) {
            case Outcome.Answered(Route route, ChatAnswer answer) ->
                verified(caller, chat, call, new Answered(route, answer), cancellation);
            case Outcome.Failed(Route route, UpstreamFault fault) -> new Verified.Failed(route, fault);
            case Outcome.Streaming streaming -> {
                streaming.stream().close();
                yield notCanonical(streaming.route());
            }
            case Outcome.Relayed relayed -> notCanonical(relayed.route());
        };
    }

    private Verified verified(
            Caller caller, InboundChat chat, ChatCall call, Answered first, Cancellation cancellation) {
        var inside = Caller.of(caller.actor(), caller.requestId());
        VerifyAnswer.Asker asker = question -> ask(inside, question, chat.facts(), cancellation);
        VerifyAnswer.Result result = verifyAnswer.check(caller.actor(), call, first, asker);
        if (cancellation.cancelled()) {
            return new Verified.Failed(
                    first.route(), UpstreamFault.of(Kind.CANCELLED, "the client closed the connection"));
        }
        return switch (result) {
            case VerifyAnswer.Result.Accepted(Answered accepted, CheckReport report) ->
                new Verified.Accepted(accepted.route(), accepted.answer(), report);
            case VerifyAnswer.Result.Rejected(Answered rejected, CheckReport report) ->
                new Verified.Rejected(rejected.route(), report);
        };
    }

    private Optional<Answered> ask(Caller caller, ChatCall question, ChatFacts client, Cancellation cancellation) {
        InboundChat chat = canonical(question, client, forChecks(client.hints()));
        return switch (completeChat.complete(caller, chat, cancellation)) {
            case Outcome.Answered(Route route, ChatAnswer answer) -> Optional.of(new Answered(route, answer));
            case Outcome.Streaming streaming -> {
                streaming.stream().close();
                yield Optional.empty();
            }
            case Outcome.Relayed relayed -> Optional.empty();
            case Outcome.Failed failed -> Optional.empty();
        };
    }

    private static Verified notCanonical(Route route) {
        String message = route.deployment().id() + " did not give the canonical answer that was asked for";
        return new Verified.Failed(route, UpstreamFault.of(Kind.MALFORMED, message));
    }

    private static InboundChat canonical(ChatCall call, ChatFacts client, RouteHints hints) {
        String model = call.model().isEmpty() ? null : call.model();
        var facts = new ChatFacts(
                model,
                false,
                true,
                call.maxOutputTokens(),
                !call.tools().isEmpty(),
                client.promptBytes(),
                call.sampling().temperature(),
                hints);
        return new InboundChat(Dialect.CANONICAL, null, facts, () -> call);
    }

    private static RouteHints unverified(RouteHints hints) {
        return new RouteHints(
                hints.intent(),
                hints.taskType(),
                hints.latencyTarget(),
                hints.latencySlo(),
                hints.costPriority(),
                hints.maxCostNanoUsd(),
                hints.fallbacks(),
                hints.providers(),
                hints.cache(),
                hints.cacheTtl(),
                hints.rag(),
                false);
    }

    /// What the client allows for its request it allows for its checks: which providers see it, and that it is kept.
    private static RouteHints forChecks(RouteHints client) {
        Boolean cache = Boolean.FALSE.equals(client.cache()) ? Boolean.FALSE : null;
        return new RouteHints(
                null,
                null,
                RouteHints.NONE.latencyTarget(),
                null,
                false,
                null,
                List.of(),
                client.providers(),
                cache,
                null,
                null,
                false);
    }
}
