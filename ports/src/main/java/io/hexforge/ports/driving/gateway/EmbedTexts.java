package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.RoutingPolicy.Option;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageRecord.Status;
import io.hexforge.ports.driving.gateway.Accounts.Account;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns texts into vectors, at a provider or inside this process. Safe for concurrent use. Blocks: call it on a
/// virtual thread.
public final class EmbedTexts {
    private final ChooseRoute routes;
    private final Upstreams upstreams;
    private final Attempts attempts;
    private final Accounts accounts;

    public EmbedTexts(ChooseRoute routes, Upstreams upstreams, Attempts attempts, Accounts accounts) {
        this.routes = routes;
        this.upstreams = upstreams;
        this.attempts = attempts;
        this.accounts = accounts;
    }

    /// @param route null when no deployment was found
    public record Outcome(@Nullable Route route, EmbeddingReply reply) {
        private static Outcome refused(UpstreamFault fault) {
            return new Outcome(null, new EmbeddingReply.Refused(fault));
        }
    }

    public Outcome embed(Caller caller, EmbeddingCall call, Cancellation cancellation) {
        long bytes = call.bytes();
        return switch (routes.planEmbeddings(caller.actor(), call.model(), bytes)) {
            case Decision.Ranked ranked ->
                accounts.admitted(
                        caller,
                        bytes,
                        0L,
                        false,
                        ranked.options(),
                        account -> ask(call, ranked.options(), cancellation, account),
                        Outcome::refused);
            case Decision.NotConfigured(String provider) -> Outcome.refused(CompleteChat.notConfigured(provider));
            case Decision.UnknownModel(String model) -> Outcome.refused(CompleteChat.unknownModel(model));
            case Decision.NoneLeft none -> Outcome.refused(none.fault());
        };
    }

    private Outcome ask(EmbeddingCall call, List<Option> options, Cancellation cancellation, Account account) {
        var result = attempts.run(options, cancellation, new Asking(upstreams, call));
        Option option = result.option();
        var route = new Route(
                option.deployment(),
                option.reason(),
                result.attempts(),
                option.facts().price());
        switch (result.reply()) {
            case EmbeddingReply.Relayed(byte[] body, Usage usage) -> end(result.running(), account, route, usage);
            case EmbeddingReply.Vectors vectors -> end(result.running(), account, route, vectors.usage());
            case EmbeddingReply.Refused(UpstreamFault fault) ->
                account.close(fault.kind() == Kind.CANCELLED ? Status.ABORTED : Status.FAILED, route, Usage.NONE, null);
        }
        return new Outcome(route, result.reply());
    }

    private static void end(Fleet.Running running, Account account, Route route, Usage usage) {
        running.succeeded(usage);
        account.close(Status.OK, route, usage, null);
    }

    private record Asking(Upstreams upstreams, EmbeddingCall call) implements Attempts.Ask<EmbeddingReply> {
        @Override
        public EmbeddingReply once(Deployment deployment, Timers timers, Cancellation cancellation) {
            return upstreams.of(deployment.endpoint()).embed(deployment, call, timers, cancellation);
        }

        @Override
        public Optional<UpstreamFault> fault(EmbeddingReply reply) {
            return reply instanceof EmbeddingReply.Refused(UpstreamFault fault) ? Optional.of(fault) : Optional.empty();
        }

        @Override
        public EmbeddingReply refused(UpstreamFault fault) {
            return new EmbeddingReply.Refused(fault);
        }

        @Override
        public void discard(EmbeddingReply reply) {
            // It is in memory and goes by itself.
        }

        @Override
        public long promptTokens() {
            return call.bytes() / Accounts.BYTES_PER_TOKEN;
        }

        @Override
        public boolean whole() {
            return true;
        }
    }
}
