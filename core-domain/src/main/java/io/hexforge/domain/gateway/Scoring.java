package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.Ranking.Judged;
import io.hexforge.domain.gateway.RoutingPolicy.Option;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import io.hexforge.domain.gateway.RoutingPolicy.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What each deployment is expected to cost for one request, in money and in time.
final class Scoring {
    /// Providers keep no prompt that is shorter.
    private static final long LEAST_CACHED_TOKENS = 1_024;

    private static final int PERCENT = 100;

    private final Weights weights;
    private final Request request;
    private final Instant now;

    Scoring(Weights weights, Request request, Instant now) {
        this.weights = weights;
        this.request = request;
        this.now = now;
    }

    /// What answers there usually have, as far as the client allows it.
    private long outputTokens(Judged judged) {
        if (request.embedding()) {
            return 0;
        }
        long usual = judged.signals().latency().usualAnswer(weights.expectedOutputTokens());
        Long allowed = request.maxOutputTokens();
        return allowed == null ? usual : Math.min(allowed, usual);
    }

    Score score(Judged judged, long dearest, @Nullable Deployment favourite) {
        Signals signals = judged.signals();
        RouteHints hints = request.hints();
        long cost = cost(judged, dearest);
        long latency = weights.of(loaded(judged), hints.latencyTarget(), hints.costPriority());
        Duration wanted = hints.latencySlo();
        long penalty = wanted == null
                ? 0
                : weights.ofOvershoot(
                        signals.latency()
                                .p95(request.promptTokens(), outputTokens(judged), now, signals.inFlight() == 0),
                        wanted);
        long affinity = judged.deployment().equals(favourite) ? affinity(judged.facts()) : 0;
        return new Score(cost, latency, penalty, affinity, cost + latency + penalty - affinity);
    }

    /// {@return the highest cost among those whose price is known: an unknown price counts as that}
    long dearest(List<Judged> judged) {
        return judged.stream().mapToLong(each -> cost(each, 0)).max().orElse(0);
    }

    private long cost(Judged judged, long unknown) {
        Price price = judged.facts().price();
        if (price != null) {
            return price.cost(Usage.of(request.promptTokens(), outputTokens(judged)));
        }
        return own(judged) ? 0 : unknown;
    }

    /// The expected latency, longer with every call that is under way.
    private Duration loaded(Judged judged) {
        Signals signals = judged.signals();
        Latency latency = signals.latency();
        long prompt = request.promptTokens();
        long output = outputTokens(judged);
        Duration idle =
                signals.inFlight() == 0 ? latency.hoped(prompt, output, now) : latency.expected(prompt, output, now);
        int parallel = own(judged) || !latency.measured() ? 1 : weights.parallel();
        return idle.plus(idle.multipliedBy(signals.inFlight()).dividedBy(parallel));
    }

    /// Whether it runs on a machine of ours: it costs nothing, and calls stand in each other's way.
    private static boolean own(Judged judged) {
        ProviderKind kind = judged.deployment().endpoint().kind();
        return !kind.keyRequired() && !kind.name().equals("custom");
    }

    /// {@return whose prompt cache requests like this one should keep warm: rendezvous hashing, so that it changes
    /// for few when deployments come and go; null when there is nothing to gain}
    @Nullable
    Deployment favourite(List<Judged> judged) {
        String key = request.affinityKey();
        if (key == null || request.promptTokens() < LEAST_CACHED_TOKENS) {
            return null;
        }
        return judged.stream()
                .map(Judged::deployment)
                .max(Comparator.comparingLong(each -> mixed(key, each.id())))
                .orElse(null);
    }

    /// What is saved if the prompt is still in the provider's cache.
    private long affinity(ModelFacts facts) {
        Price price = facts.price();
        if (price == null) {
            return 0;
        }
        long prompt = request.promptTokens();
        return Math.max(0, price.cost(Usage.of(prompt, 0)) - price.cost(new Usage(prompt, prompt, 0, 0, 0)));
    }

    /// The finaliser of SplitMix64 over both hashes.
    private static long mixed(String key, String id) {
        long z = ((long) key.hashCode() << 32) ^ id.hashCode();
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /// {@return how many of `sorted`, from the first on, are as good as it}
    int asGoodAsFirst(List<Option> sorted, Comparator<Option> wish) {
        if (sorted.isEmpty()) {
            return 0;
        }
        Option best = sorted.getFirst();
        if (best.score().affinityNanoUsd() > 0) {
            return 1; // its warm cache is what makes it the best, for this request
        }
        long limit = best.score().total() + Math.abs(best.score().total()) * weights.equalPercent() / PERCENT;
        int equals = 1;
        while (equals < sorted.size()
                && sorted.get(equals).score().total() <= limit
                && wish.compare(best, sorted.get(equals)) == 0) {
            equals++;
        }
        return equals;
    }
}
