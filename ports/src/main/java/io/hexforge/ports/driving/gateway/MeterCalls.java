package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.identity.KeyLimits;
import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Limit.Booking;
import io.hexforge.domain.ops.Standing;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driven.ops.LimitStore.Reservation;
import io.hexforge.ports.driving.identity.MeterRequests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Counts calls to models against every limit that holds for them, in one reservation: requests and tokens a minute,
/// calls at a time, and budgets. Safe for concurrent use.
///
/// A limit that must not be overshot, a budget or a hard limit of tokens, reserves the most that the call may come to;
/// a soft limit of tokens reserves what calls with that key usually come to. A call whose price is not known reserves
/// nothing of a budget and costs it nothing, but is refused like any other once the budget is used up.
public final class MeterCalls {
    static final String TOKENS = "tokens";
    static final String PARALLEL = "parallel";
    static final String BUDGET = "budget";

    private final LimitStore limits;
    private final MeterRequests requests;
    private final Budgets budgets;
    private final UsualOutput usualOutput = new UsualOutput();

    public MeterCalls(LimitStore limits, MeterRequests requests, Budgets budgets) {
        this.limits = limits;
        this.requests = requests;
        this.budgets = budgets;
    }

    /// The most that a call may come to.
    ///
    /// @param promptBound an upper bound of the prompt's tokens
    /// @param promptTokens as they are likely
    /// @param maxOutputTokens that the client allows, else that the model can produce
    /// @param worstCostNanoUsd at the dearest deployment that may answer; null if no price is known
    public record Estimate(
            long promptBound,
            long promptTokens,
            long maxOutputTokens,
            @Nullable Long worstCostNanoUsd) {}

    public sealed interface Admission {
        /// {@return where the limits stand, for the answer's headers}
        List<Standing> standings();

        /// The call may run. Its lease must be settled exactly once.
        record Granted(Lease lease) implements Admission {
            @Override
            public List<Standing> standings() {
                return lease.standings();
            }
        }

        /// @param fault `RATE_LIMITED`, or `QUOTA` when a budget is used up
        record Refused(UpstreamFault fault, List<Standing> standings) implements Admission {}
    }

    /// What a running call holds.
    public final class Lease {
        private final LimitStore.Lease held;
        private final List<Standing> standings;
        private final Actor actor;
        private final AtomicBoolean settled = new AtomicBoolean();

        private Lease(LimitStore.Lease held, List<Standing> standings, Actor actor) {
            this.held = held;
            this.standings = standings;
            this.actor = actor;
        }

        /// {@return where the limits stood when the call began}
        public List<Standing> standings() {
            return standings;
        }

        /// Ends the call. Never blocks, never throws; only the first time counts.
        ///
        /// @param used by the call, also by one that broke off
        /// @param costNanoUsd 0 if no price is known
        public void settle(Usage used, long costNanoUsd) {
            if (!settled.compareAndSet(false, true)) {
                return;
            }
            if (used.output() > 0) {
                usualOutput.saw(actor, used.output());
            }
            limits.settle(held, demand -> switch (demand.limit()) {
                case Limit.Bucket bucket -> demand.name().equals(TOKENS) ? used.total() : demand.amount();
                case Limit.Budget budget -> costNanoUsd;
                case Limit.Slots slots -> 0;
            });
        }
    }

    public Admission begin(Actor actor, Estimate estimate) {
        Reservation reservation;
        try {
            reservation = limits.reserve(demands(actor, estimate));
        } catch (PortException e) {
            var fault = UpstreamFault.of(Kind.OVERLOADED, "the limits cannot be checked at the moment; try again");
            return new Admission.Refused(fault, List.of());
        }
        return switch (reservation) {
            case Reservation.Granted(LimitStore.Lease held, List<Standing> standings) ->
                new Admission.Granted(new Lease(held, standings, actor));
            case Reservation.Denied(Demand which, Duration retryAfter, List<Standing> standings) ->
                new Admission.Refused(refusal(which, retryAfter), standings);
        };
    }

    private List<Demand> demands(Actor actor, Estimate estimate) {
        List<Demand> plain = requests.demands(actor);
        KeyLimits own = requests.limitsOf(actor);
        List<Budgets.Open> open = budgets.of(actor);
        if (own.equals(KeyLimits.NONE) && open.isEmpty()) {
            return plain;
        }
        var demands = new ArrayList<>(plain);
        String key = "key:" + actor.keyId();
        if (own.tokensPerMinute() != null) {
            Booking booking = own.tokensHard() ? Booking.HARD : Booking.SOFT;
            demands.add(new Demand(
                    TOKENS, key, Limit.Bucket.perMinute(own.tokensPerMinute(), booking), tokens(actor, estimate, own)));
        }
        if (own.maxParallel() != null) {
            demands.add(new Demand(PARALLEL, key, new Limit.Slots(own.maxParallel()), 1));
        }
        long worst = estimate.worstCostNanoUsd() == null ? 0 : estimate.worstCostNanoUsd();
        open.forEach(budget -> demands.add(new Demand(BUDGET, budget.subject(), budget.limit(), worst)));
        return demands;
    }

    private long tokens(Actor actor, Estimate estimate, KeyLimits own) {
        long output = estimate.maxOutputTokens();
        return own.tokensHard()
                ? estimate.promptBound() + output
                : estimate.promptTokens() + Math.min(output, usualOutput.of(actor));
    }

    private static UpstreamFault refusal(Demand which, @Nullable Duration retryAfter) {
        boolean budget = which.limit() instanceof Limit.Budget;
        return new UpstreamFault(
                budget ? Kind.QUOTA : Kind.RATE_LIMITED,
                429,
                budget ? overBudget(which) : overLimit(which),
                null,
                retryAfter,
                null);
    }

    private static String overBudget(Demand which) {
        return String.format(
                Locale.ROOT,
                "The budget of %.2f USD is used up, or what is left does not cover this call, which may cost %.6f USD.",
                which.limit().capacity() / 1e9,
                which.amount() / 1e9);
    }

    private static String overLimit(Demand which) {
        long capacity = which.limit().capacity();
        return switch (which.name()) {
            case TOKENS ->
                "The limit of " + capacity + " tokens a minute is reached; this call needs " + which.amount() + ".";
            case PARALLEL -> "The limit of " + capacity + " calls at a time is reached.";
            default -> "The limit of " + capacity + " requests a minute is reached.";
        };
    }
}
