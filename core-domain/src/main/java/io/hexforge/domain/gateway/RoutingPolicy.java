package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.RouteHints.Providers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Chooses the deployments that serve a request, and in which order they are tried. Pure.
///
/// First it is found out what could serve: the model that was asked for, wherever it is offered; then, each a step
/// down, what the client named as fallbacks and what `fallbackOrder` adds. What may not or cannot serve is dropped,
/// with the reason. The rest is scored, step by step; lower is better.
///
/// @param defaultModel what is asked when the client names no model; null: the first candidate's own default
/// @param fallbackOrder providers that are tried after all else, with the same model or with their own default
/// @param taskModels for a client that names no model: by task or intent, patterns of the models that suit it, best
///     first; see [ModelPattern]. `fast` is for clients in a hurry or saving
public record RoutingPolicy(
        @Nullable String defaultModel,
        Weights weights,
        List<String> fallbackOrder,
        Map<String, List<String>> taskModels) {
    /// What holds when nobody has configured anything.
    public static final RoutingPolicy DEFAULT =
            new RoutingPolicy(null, Weights.DEFAULT, List.of(), TaskModels.DEFAULTS);

    public RoutingPolicy {
        fallbackOrder = List.copyOf(fallbackOrder);
        taskModels = taskModels.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> List.copyOf(each.getValue())));
    }

    /// What is asked for.
    ///
    /// @param model as the client wrote it; null, blank or `auto` when it leaves the choice to us
    /// @param promptTokens estimated
    /// @param maxOutputTokens what the client allows; null for as many as the model gives
    /// @param needs what the model must be able to do; with `EMBEDDING`, no other model ever stands in
    /// @param affinityKey requests with the same key had better go to the same deployment, for its prompt cache
    public record Request(
            @Nullable String model,
            long promptTokens,
            @Nullable Long maxOutputTokens,
            Set<Capability> needs,
            RouteHints hints,
            RouteFlags flags,
            @Nullable String affinityKey) {
        public Request {
            needs = Set.copyOf(needs);
        }

        boolean embedding() {
            return needs.contains(Capability.EMBEDDING);
        }

        Providers providers() {
            return hints.providers();
        }
    }

    /// An endpoint that the actor may use.
    ///
    /// @param models what it is known to serve; empty when that is not known
    /// @param facts of a model there
    /// @param signals of a deployment there
    public record Candidate(
            Endpoint endpoint,
            Set<String> models,
            Function<String, ModelFacts> facts,
            Function<Deployment, Signals> signals) {
        String provider() {
            return endpoint.kind().name();
        }
    }

    public sealed interface Decision {
        /// @param options in the order in which they are tried; at least one
        /// @param reason why the first one is the first
        record Ranked(List<Option> options, List<Dropped> dropped, String reason) implements Decision {
            public Ranked {
                options = List.copyOf(options);
                dropped = List.copyOf(dropped);
            }
        }

        /// The client named a provider that is not set up for it.
        record NotConfigured(String provider) implements Decision {}

        /// @param model empty when none was named and there is no default
        record UnknownModel(String model) implements Decision {}

        /// All that could have served was ruled out.
        ///
        /// @param fault what the client is told
        record NoneLeft(List<Dropped> dropped, UpstreamFault fault) implements Decision {
            public NoneLeft {
                dropped = List.copyOf(dropped);
            }
        }
    }

    /// A deployment to try.
    ///
    /// @param fallback whether it stands in for what was asked
    /// @param reason a short word for clients and logs, such as `explicit-provider` or `fallback`
    public record Option(Deployment deployment, ModelFacts facts, Score score, boolean fallback, String reason) {}

    /// What a deployment is expected to cost for the request, in nano-USD, with waiting turned into money.
    ///
    /// @param total `cost + latency + sloPenalty - affinity`
    public record Score(
            long costNanoUsd, long latencyNanoUsd, long sloPenaltyNanoUsd, long affinityNanoUsd, long total) {}

    /// @param reason a sentence for people
    public record Dropped(Deployment deployment, String reason) {}

    /// Decides what `candidates` do for `request`.
    ///
    /// @param candidates in order of preference where nothing else decides, those inside this process last
    public Decision decide(Request request, List<Candidate> candidates, Instant now, RandomGenerator random) {
        Set<String> forced = request.flags().forcedProviders();
        Resolution resolution = forced.isEmpty()
                ? Resolution.of(this, request, candidates)
                : Resolution.forced(this, request, candidates, forced);
        if (resolution.steps().isEmpty()) {
            return resolution.miss();
        }
        var ranking = new Ranking(weights, request, now, random);
        if (!forced.isEmpty()) {
            Resolution.of(this, request, candidates).steps().forEach(step -> ranking.ruleOut(step, forced));
        }
        return ranking.rank(resolution.steps());
    }
}
