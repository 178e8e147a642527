package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Availability;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Latency;
import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.RetryBudget;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.gateway.RoutingPolicy.Option;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The one loop that asks deployments: another one, or the same again, while nothing has been answered, an attempt
/// makes sense, and there is time. What a connection's own settings say goes before what is said here.
///
/// Another deployment is always free to try, once. Asking the same again costs one of the request's retries and one
/// of the budget that all requests share.
///
/// @param timers of one attempt, but `total`, which is that of all together
/// @param hedges how many second calls may be made besides slow first ones; null for none
/// @param retries how often the same deployment is asked again within one request, and how soon
public record Attempts(
        Timers timers,
        RetryPolicy retries,
        RetryBudget budget,
        @Nullable RetryBudget hedges,
        Fleet fleet,
        InstantSource clock,
        RandomGenerator random) {
    /// What came of asking, and of how many calls.
    ///
    /// @param running the last call, which whoever reads its answer ends
    record Result<R>(R reply, Option option, int attempts, Fleet.Running running) {}

    /// One way to ask.
    interface Ask<R> {
        R once(Deployment deployment, Timers timers, Cancellation cancellation);

        /// Drops an answer that came too late.
        void discard(R reply);

        /// {@return how long the prompt is, roughly}
        long promptTokens();

        /// {@return why a reply is no answer; empty if it is one}
        Optional<UpstreamFault> fault(R reply);

        /// {@return the reply that tells of `fault`}
        R refused(UpstreamFault fault);

        /// {@return whether the answer comes in one piece, so that nothing shows in between that it is being made}
        boolean whole();
    }

    /// Asks until there is an answer or no hope of one.
    ///
    /// @param options in the order in which to try them; at least one
    <R> Result<R> run(List<Option> options, Cancellation cancellation, Ask<R> ask) {
        budget.earn();
        if (hedges != null) {
            hedges.earn();
        }
        return new Loop<>(options, cancellation, ask).run();
    }

    /// How one option has done within this request.
    private static final class Tried {
        private final Option option;
        private int calls;
        private boolean hopeless;
        private Instant free = Instant.MIN;

        Tried(Option option) {
            this.option = option;
        }
    }

    private final class Loop<R> {
        private final List<Tried> all = new ArrayList<>();
        private final Cancellation cancellation;
        private final Ask<R> ask;
        private final Instant end;
        private int attempts;
        private int repeats;
        private @Nullable Long windowAbove;

        Loop(List<Option> options, Cancellation cancellation, Ask<R> ask) {
            options.forEach(option -> all.add(new Tried(option)));
            this.cancellation = cancellation;
            this.ask = ask;
            this.end = clock.instant()
                    .plus(timersOf(options.getFirst().deployment()).total());
        }

        Result<R> run() {
            Tried now = all.getFirst();
            Result<R> told = null;
            while (true) {
                Result<R> result = hedges == null ? once(now, cancellation) : hedged(now, hedges);
                Optional<UpstreamFault> fault = ask.fault(result.reply());
                if (fault.isEmpty()) {
                    return result;
                }
                // The client hears of what it asked for, rather than of what was tried in its stead.
                told = told == null || now == all.getFirst() ? result : told;
                Tried next = fault.get().kind() == Kind.CANCELLED ? null : after(now, fault.get());
                if (next == null) {
                    return new Result<>(told.reply(), told.option(), attempts, told.running());
                }
                if (waitedInVain(next)) {
                    var gone = UpstreamFault.of(Kind.CANCELLED, "the client closed the connection");
                    return new Result<>(ask.refused(gone), now.option, attempts, result.running());
                }
                now = next;
            }
        }

        private Result<R> once(Tried tried, Cancellation ended) {
            Timers limits = begin(tried);
            return ask(tried, limits, ended);
        }

        private Timers begin(Tried tried) {
            Timers limits = timersOf(tried.option.deployment()).within(share(tried));
            attempts++;
            tried.calls++;
            return limits;
        }

        private Result<R> ask(Tried tried, Timers limits, Cancellation ended) {
            Deployment deployment = tried.option.deployment();
            Fleet.Running running = fleet.begin(deployment);
            R reply;
            try {
                reply = ask.once(deployment, limits, ended);
            } catch (RuntimeException | Error e) {
                running.abandoned();
                throw e;
            }
            ask.fault(reply).ifPresentOrElse(running::failed, running::answering);
            return new Result<>(reply, tried.option, attempts, running);
        }

        /// Asks a second deployment besides the first when that takes longer to begin than nineteen of twenty of its
        /// answers did. The first answer counts, and the other call is ended.
        private Result<R> hedged(Tried tried, RetryBudget allowed) {
            Latency known = fleet.signals(tried.option.deployment()).latency();
            if (ask.whole() || attempts > 0 || !known.measured()) {
                return once(tried, cancellation);
            }
            var first = new Racer(tried);
            if (first.endsWithin(known.p95(ask.promptTokens(), 0, clock.instant(), false))) {
                return first.result();
            }
            Tried rival = another();
            if (rival == null || !allowed.spend()) {
                return first.result();
            }
            var second = new Racer(rival);
            CompletableFuture.anyOf(first.running, second.running).join();
            Racer earlier = first.running.isDone() ? first : second;
            Racer later = earlier == first ? second : first;
            Racer winner = earlier.answers() ? earlier : later.answers() ? later : first;
            if (winner.answers()) {
                (winner == first ? second : first).drop();
            }
            return winner.result();
        }

        /// One of two calls at the same time.
        private final class Racer {
            private final Cancellation ended = new Cancellation();
            private final Runnable withdraw = cancellation.onCancel(ended::cancel);
            private final CompletableFuture<Result<R>> running;

            Racer(Tried tried) {
                Timers limits = begin(tried);
                running = CompletableFuture.supplyAsync(
                        () -> ask(tried, limits, ended),
                        task -> Thread.ofVirtual().start(task));
            }

            boolean endsWithin(Duration time) {
                return running.thenApply(result -> true)
                        .copy()
                        .completeOnTimeout(false, time.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
            }

            /// Waits for the end of the call, or for the beginning of a streamed answer.
            boolean answers() {
                return ask.fault(result().reply()).isEmpty();
            }

            Result<R> result() {
                return running.join();
            }

            void drop() {
                withdraw.run();
                ended.cancel();
                Thread.ofVirtual().start(() -> {
                    Result<R> late = running.join();
                    late.running().abandoned();
                    ask.discard(late.reply());
                });
            }
        }

        /// A whole answer shows nothing until it is there. While another deployment is left, one may not take all
        /// the time.
        private Duration share(Tried tried) {
            Duration left = Duration.between(clock.instant(), end);
            boolean others = all.stream().anyMatch(other -> other != tried && other.calls == 0 && suits(other));
            return positive(ask.whole() && others ? left.dividedBy(2) : left);
        }

        private @Nullable Tried after(Tried last, UpstreamFault fault) {
            return switch (fault.kind()) {
                case INVALID_REQUEST, CONTENT_FILTER, CANCELLED -> null;
                case CONTEXT_LENGTH -> {
                    last.hopeless = true;
                    Long window = last.option.facts().contextWindow();
                    windowAbove = window == null ? 0 : window;
                    yield another();
                }
                case UNSUPPORTED, UNKNOWN_MODEL, TOO_LARGE, CREDENTIAL, NOT_CONFIGURED, FORBIDDEN_ADDRESS, QUOTA -> {
                    last.hopeless = true;
                    yield another();
                }
                case RATE_LIMITED, OVERLOADED -> {
                    last.free = until(last, fault);
                    Tried other = another();
                    yield other != null ? other : again();
                }
                case SERVER_ERROR, UNREACHABLE, STALLED, TRUNCATED, MALFORMED -> {
                    last.free = until(last, fault);
                    boolean onceMore = last.calls == 1 && mayRepeat(last) && ready(last);
                    Tried other = onceMore ? null : another();
                    yield other != null ? other : again();
                }
                case FIRST_TOKEN_TIMEOUT, DEADLINE -> {
                    last.free = until(last, fault);
                    Tried other = another();
                    yield other != null ? other : fault.kind() == Kind.DEADLINE ? null : again();
                }
            };
        }

        private Instant until(Tried tried, UpstreamFault fault) {
            Optional<Duration> wait = retriesOf(tried).afterFailure(fault, tried.calls, random);
            tried.hopeless = wait.isEmpty();
            return clock.instant().plus(wait.orElse(Duration.ZERO));
        }

        /// {@return whether its breaker is still closed}
        private boolean ready(Tried tried) {
            return fleet.signals(tried.option.deployment()).availability() instanceof Availability.Ready;
        }

        /// {@return one that was not asked yet}
        private @Nullable Tried another() {
            for (Tried each : all) {
                if (each.calls == 0 && suits(each)) {
                    return each;
                }
            }
            return null;
        }

        private boolean suits(Tried tried) {
            if (windowAbove == null) {
                return true;
            }
            ModelFacts facts = tried.option.facts();
            return facts.contextWindow() != null && facts.contextWindow() > windowAbove;
        }

        /// {@return the one among those that were asked before which may soonest be asked again}
        private @Nullable Tried again() {
            Tried soonest = null;
            for (Tried each : all) {
                if (each.calls > 0
                        && mayRepeat(each)
                        && suits(each)
                        && (soonest == null || each.free.isBefore(soonest.free))) {
                    soonest = each;
                }
            }
            if (soonest == null || !soonest.free.isBefore(end) || !budget.spend()) {
                return null;
            }
            repeats++;
            return soonest;
        }

        private boolean mayRepeat(Tried tried) {
            return !tried.hopeless && repeats < retriesOf(tried).maxRetries();
        }

        /// {@return whether the client left meanwhile}
        private boolean waitedInVain(Tried next) {
            Duration wait = Duration.between(clock.instant(), next.free);
            if (next.calls == 0 || !wait.isPositive()) {
                return false;
            }
            try {
                return cancellation.await(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
    }

    Timers timersOf(Deployment deployment) {
        Duration own = deployment.endpoint().settings().timeout();
        return own == null ? timers : timers.within(own);
    }

    private RetryPolicy retriesOf(Tried tried) {
        Integer own = tried.option.deployment().endpoint().settings().maxRetries();
        return own == null ? retries : retries.withMaxRetries(own);
    }

    private static Duration positive(Duration time) {
        return time.isPositive() ? time : Duration.ofMillis(1);
    }
}
