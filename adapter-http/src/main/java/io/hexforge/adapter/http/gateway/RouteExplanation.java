package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.RoutingPolicy.Option;
import io.hexforge.domain.gateway.RoutingPolicy.Score;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What would become of a request, with every candidate.
///
/// @param decision `ranked`, `not_configured`, `unknown_model` or `none_left`
/// @param chosen the deployment that would be asked first
/// @param error what the client would be told if nothing could serve
/// @param success with `requestId`, `provider` and `capability`: only where an older backend is replaced
@JsonInclude(JsonInclude.Include.NON_NULL)
record RouteExplanation(
        @Nullable String model,
        String decision,
        @Nullable String reason,
        @Nullable String chosen,
        List<Candidate> candidates,
        List<Dropped> dropped,
        @Nullable String error,
        @Nullable Boolean success,
        @Nullable String requestId,
        @Nullable Provider provider,
        @Nullable String capability) {
    /// @param score in nano-USD; lower is better
    /// @param fallback whether it stands in for what was asked
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Candidate(
            String deployment,
            String provider,
            String model,
            String reason,
            boolean fallback,
            Terms score,
            boolean priceKnown,
            @Nullable Long contextWindow) {
        static Candidate of(Option option) {
            Deployment deployment = option.deployment();
            ModelFacts facts = option.facts();
            return new Candidate(
                    deployment.id(),
                    deployment.endpoint().kind().name(),
                    deployment.model(),
                    option.reason(),
                    option.fallback(),
                    Terms.of(option.score()),
                    facts.price() != null,
                    facts.contextWindow());
        }
    }

    record Terms(long cost, long latency, long sloPenalty, long affinity, long total) {
        static Terms of(Score score) {
            return new Terms(
                    score.costNanoUsd(),
                    score.latencyNanoUsd(),
                    score.sloPenaltyNanoUsd(),
                    score.affinityNanoUsd(),
                    score.total());
        }
    }

    record Dropped(String deployment, String provider, String model, String reason) {
        static Dropped of(RoutingPolicy.Dropped dropped) {
            Deployment deployment = dropped.deployment();
            return new Dropped(
                    deployment.id(), deployment.endpoint().kind().name(), deployment.model(), dropped.reason());
        }
    }

    /// The first candidate as the older backend showed it.
    record Provider(String name, String displayName, String model, long score) {}

    static RouteExplanation of(@Nullable String model, Decision decision) {
        return switch (decision) {
            case Decision.Ranked ranked ->
                explained(
                        model,
                        "ranked",
                        ranked.reason(),
                        ranked.options().stream().map(Candidate::of).toList(),
                        ranked.dropped(),
                        null);
            case Decision.NotConfigured(String provider) ->
                explained(
                        model,
                        "not_configured",
                        null,
                        List.of(),
                        List.of(),
                        "The provider '" + provider + "' is not configured.");
            case Decision.UnknownModel(String unknown) ->
                explained(
                        model,
                        "unknown_model",
                        null,
                        List.of(),
                        List.of(),
                        unknown.isEmpty()
                                ? "No model was named and there is no default."
                                : "The model '" + unknown + "' does not exist at any configured provider.");
            case Decision.NoneLeft none ->
                explained(
                        model,
                        "none_left",
                        null,
                        List.of(),
                        none.dropped(),
                        none.fault().message());
        };
    }

    RouteExplanation withOlderNames(String id, @Nullable String asked) {
        Candidate first = candidates.isEmpty() ? null : candidates.getFirst();
        Provider shown = first == null
                ? null
                : new Provider(
                        first.provider(),
                        displayName(first.provider()),
                        first.model(),
                        first.score().total());
        return new RouteExplanation(
                model, decision, reason, chosen, candidates, dropped, error, first != null, id, shown, asked);
    }

    private static String displayName(String provider) {
        return ProviderCatalogue.find(provider).orElseThrow().displayName();
    }

    private static RouteExplanation explained(
            @Nullable String model,
            String decision,
            @Nullable String reason,
            List<Candidate> candidates,
            List<RoutingPolicy.Dropped> dropped,
            @Nullable String error) {
        return new RouteExplanation(
                model,
                decision,
                reason,
                candidates.isEmpty() ? null : candidates.getFirst().deployment(),
                candidates,
                dropped.stream().map(Dropped::of).toList(),
                error,
                null,
                null,
                null,
                null);
    }
}
