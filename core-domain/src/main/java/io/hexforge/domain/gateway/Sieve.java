package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.Ranking.Judged;
import io.hexforge.domain.gateway.Resolution.Offer;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Tells what may and can serve a request, and why the rest may or can not.
final class Sieve {
    private static final int NANO_DIGITS = 9;

    private final Request request;
    private final Instant now;

    /// The gravest first: rules, then what facts say, then how it does at the moment.
    enum Cause {
        FLAG,
        PROVIDERS,
        MAX_COST,
        CAPABILITY,
        WINDOW,
        HEALTH,
        NONE
    }

    /// @param until when a rest is over; the distant future when nobody knows
    record Verdict(Cause cause, String reason, Instant until) {
        static final Verdict PASSED = new Verdict(Cause.NONE, "", Instant.MIN);

        boolean passed() {
            return cause == Cause.NONE;
        }

        static Verdict against(Cause cause, String reason) {
            return new Verdict(cause, reason, Instant.MIN);
        }
    }

    Sieve(Request request, Instant now) {
        this.request = request;
        this.now = now;
    }

    Verdict judge(Offer offer, ModelFacts facts, Signals signals) {
        return rules(offer.candidate().provider())
                .or(() -> cost(facts))
                .or(() -> capabilities(facts))
                .or(() -> window(facts))
                .or(() -> health(signals.availability()))
                .orElse(Verdict.PASSED);
    }

    private Optional<Verdict> rules(String provider) {
        if (request.flags().disabledProviders().contains(provider)) {
            return against(Cause.FLAG, "a flag disables " + provider);
        }
        List<String> only = request.providers().only();
        if (!only.isEmpty() && !only.contains(provider)) {
            return against(Cause.PROVIDERS, "hexforge.providers.only does not name " + provider);
        }
        return request.providers().ignore().contains(provider)
                ? against(Cause.PROVIDERS, "hexforge.providers.ignore names " + provider)
                : Optional.empty();
    }

    private Optional<Verdict> cost(ModelFacts facts) {
        Long most = request.hints().maxCostNanoUsd();
        if (most == null) {
            return Optional.empty();
        }
        Long worst = facts.worstCost(request.promptTokens(), request.maxOutputTokens());
        if (worst == null) {
            String unknown = facts.price() == null ? "its price is not known" : "its longest answer is not known";
            return against(Cause.MAX_COST, unknown + ", and hexforge.max_cost asks for less than " + usd(most));
        }
        return worst > most
                ? against(Cause.MAX_COST, "may cost " + usd(worst) + ", more than hexforge.max_cost, " + usd(most))
                : Optional.empty();
    }

    private Optional<Verdict> capabilities(ModelFacts facts) {
        Set<Capability> known = facts.capabilities();
        if (known == null || known.containsAll(request.needs())) {
            return Optional.empty();
        }
        var missing = new TreeSet<>(request.needs());
        missing.removeAll(known);
        return against(
                Cause.CAPABILITY, "is not known to do " + missing.toString().toLowerCase(Locale.ROOT));
    }

    private Optional<Verdict> window(ModelFacts facts) {
        Long window = facts.contextWindow();
        Long answer = request.maxOutputTokens();
        long needed = request.promptTokens() + (answer == null ? 0 : answer);
        return window != null && needed > window
                ? against(Cause.WINDOW, "its context window of " + window + " tokens is less than about " + needed)
                : Optional.empty();
    }

    private Optional<Verdict> health(Availability availability) {
        return switch (availability) {
            case Availability.Ready ready -> Optional.empty();
            case Availability.Trial trial -> Optional.empty();
            case Availability.NotBefore(Instant at) -> resting("wants to be left alone until ", at);
            case Availability.Open(Instant until) -> resting("failed too often and rests until ", until);
            case Availability.Quarantined(String reason) ->
                Optional.of(new Verdict(Cause.HEALTH, "its credential is refused: " + reason, Instant.MAX));
        };
    }

    private Optional<Verdict> resting(String why, Instant until) {
        return until.isAfter(now) ? Optional.of(new Verdict(Cause.HEALTH, why + until, until)) : Optional.empty();
    }

    private static Optional<Verdict> against(Cause cause, String reason) {
        return Optional.of(Verdict.against(cause, reason));
    }

    /// {@return what to ask when all is out: what rests for the shortest time; else, where only facts speak against
    /// it, what has the largest context window, since facts may be wrong}
    List<Judged> leastBad(List<Judged> out) {
        Optional<Judged> resting = out.stream()
                .filter(each -> each.verdict().cause() == Cause.HEALTH)
                .min(Comparator.comparing(each -> each.verdict().until()));
        return resting.or(() -> out.stream()
                        .filter(each -> each.verdict().cause() == Cause.WINDOW
                                || each.verdict().cause() == Cause.CAPABILITY)
                        .max(Comparator.comparing(
                                        (Judged each) -> each.verdict().cause())
                                .thenComparingLong(each -> windowOf(each.facts()))))
                .map(List::of)
                .orElse(List.of());
    }

    private static long windowOf(ModelFacts facts) {
        Long window = facts.contextWindow();
        return window == null ? Long.MAX_VALUE : window;
    }

    /// {@return what to tell the client when nothing at all is left: the last hurdle that something reached}
    UpstreamFault fault(List<Judged> out) {
        Verdict last = out.stream()
                .map(Judged::verdict)
                .max(Comparator.comparing(Verdict::cause))
                .orElse(Verdict.PASSED);
        return switch (last.cause()) {
            case FLAG, NONE ->
                new UpstreamFault(
                        Kind.NOT_CONFIGURED,
                        404,
                        "What could serve is disabled: " + last.reason(),
                        "model",
                        null,
                        null);
            case PROVIDERS -> refused("hexforge.providers", "Nothing that could serve is allowed: " + last.reason());
            case MAX_COST ->
                refused(
                        "hexforge.max_cost",
                        "Nothing is sure to stay within the cost: " + last.reason() + "." + advice());
            case CAPABILITY, WINDOW, HEALTH -> throw new IllegalStateException("the least bad was not asked");
        };
    }

    private String advice() {
        return request.maxOutputTokens() == null ? " A limit for the answer, such as max_tokens, lowers it." : "";
    }

    private static UpstreamFault refused(@Nullable String param, String message) {
        return new UpstreamFault(Kind.INVALID_REQUEST, 400, message, param, null, null);
    }

    private static String usd(long nano) {
        return "$" + BigDecimal.valueOf(nano, NANO_DIGITS).stripTrailingZeros().toPlainString();
    }
}
