package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.Resolution.Offer;
import io.hexforge.domain.gateway.Resolution.Step;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.RoutingPolicy.Dropped;
import io.hexforge.domain.gateway.RoutingPolicy.Option;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import io.hexforge.domain.gateway.RoutingPolicy.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Brings what could serve a request into the order in which it is tried. For one request; not thread-safe.
final class Ranking {
    private final Request request;
    private final Sieve sieve;
    private final Scoring scoring;
    private final RandomGenerator random;
    private final List<Option> options = new ArrayList<>();
    private final List<Judged> out = new ArrayList<>();
    private final List<Dropped> forbidden = new ArrayList<>();

    /// An offer with all that is known of it.
    record Judged(Offer offer, ModelFacts facts, Signals signals, int step, String reason, Sieve.Verdict verdict) {
        Deployment deployment() {
            return offer.deployment();
        }
    }

    Ranking(Weights weights, Request request, Instant now, RandomGenerator random) {
        this.request = request;
        this.random = random;
        sieve = new Sieve(request, now);
        scoring = new Scoring(weights, request, now);
    }

    /// Notes what would have been there had a flag not forced other providers.
    void ruleOut(Step step, Set<String> forced) {
        for (Offer offer : step.offers()) {
            if (!forced.contains(offer.candidate().provider())) {
                forbidden.add(new Dropped(offer.deployment(), "a flag forces " + String.join(", ", forced)));
            }
        }
    }

    Decision rank(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            rank(steps.get(i), i);
        }
        if (options.isEmpty()) {
            lastResort();
        }
        out.forEach(judged ->
                forbidden.add(new Dropped(judged.deployment(), judged.verdict().reason())));
        return options.isEmpty()
                ? new Decision.NoneLeft(forbidden, sieve.fault(out))
                : new Decision.Ranked(options, forbidden, options.getFirst().reason());
    }

    private void rank(Step step, int index) {
        var left = new ArrayList<Judged>();
        for (Offer offer : step.offers()) {
            Judged judged = judge(offer, step, index);
            (judged.verdict().passed() ? left : out).add(judged);
        }
        scored(left, "");
    }

    private Judged judge(Offer offer, Step step, int index) {
        Deployment deployment = offer.deployment();
        ModelFacts facts = offer.candidate().facts().apply(deployment.model());
        Signals signals = offer.candidate().signals().apply(deployment);
        return new Judged(offer, facts, signals, index, step.reason(), sieve.judge(offer, facts, signals));
    }

    /// Facts may be wrong and what rests may have recovered: rather than nobody, the least bad is asked.
    private void lastResort() {
        List<Judged> least = sieve.leastBad(out);
        out.removeAll(least);
        scored(least, "least-bad");
    }

    /// @param insteadOfTheirs the reason to give; empty for that of the step
    private void scored(List<Judged> judged, String insteadOfTheirs) {
        long dearest = scoring.dearest(judged);
        Deployment favourite = scoring.favourite(judged);
        var fresh = new ArrayList<Option>();
        for (Judged each : judged) {
            Score score = scoring.score(each, dearest, favourite);
            String reason = insteadOfTheirs.isEmpty() ? each.reason() : insteadOfTheirs;
            fresh.add(new Option(each.deployment(), each.facts(), score, each.step() > 0, reason));
        }
        if (fresh.size() < 2) {
            options.addAll(fresh);
            return;
        }
        Comparator<Option> wish = byWish(fresh);
        fresh.sort(wish.thenComparingLong(option -> option.score().total()));
        options.addAll(shuffledTop(fresh, wish));
    }

    /// First the providers that the client puts first; at one provider, the users' own keys before the operator's.
    private Comparator<Option> byWish(List<Option> all) {
        List<String> order = request.providers().order();
        Set<ProviderKind> usersOwn = all.stream()
                .map(option -> option.deployment().endpoint())
                .filter(endpoint -> !endpoint.trusted())
                .map(Deployment.Endpoint::kind)
                .collect(Collectors.toSet());
        return Comparator.<Option>comparingInt(option -> {
                    int place =
                            order.indexOf(option.deployment().endpoint().kind().name());
                    return place < 0 ? order.size() : place;
                })
                .thenComparing(option -> {
                    Deployment.Endpoint endpoint = option.deployment().endpoint();
                    return endpoint.trusted() && usersOwn.contains(endpoint.kind());
                });
    }

    /// Power of two choices: of two drawn among those that are as good as the best, the better one goes first. So
    /// all of them get a share, and nodes that know the same do not all do the same.
    private List<Option> shuffledTop(List<Option> sorted, Comparator<Option> wish) {
        int equals = scoring.asGoodAsFirst(sorted, wish);
        if (equals < 2) {
            return sorted;
        }
        int drawn = Math.min(random.nextInt(equals), random.nextInt(equals));
        sorted.addFirst(sorted.remove(drawn));
        return sorted;
    }
}
