package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.Deployment.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Chooses the deployment that serves a request. Pure.
///
/// @param defaultModel what is asked when the client names no model; null: the first candidate's own default
public record RoutingPolicy(@Nullable String defaultModel) {
    /// An endpoint that the actor may use.
    ///
    /// @param models what it is known to serve; empty when that is not known
    public record Candidate(Endpoint endpoint, Set<String> models) {}

    public sealed interface Choice {
        record Chosen(Deployment deployment, String reason) implements Choice {}

        /// The client named a provider that is not set up for it.
        record NotConfigured(String provider) implements Choice {}

        record UnknownModel(String model) implements Choice {}
    }

    /// Chooses among `candidates`, which stand in order of preference and end with the built-in ones.
    ///
    /// An explicit provider decides. A bare model goes to the first candidate that is known to serve it, else to
    /// the first whose models are not known, else to the only remote one. No model means the default.
    public Choice choose(@Nullable String model, List<Candidate> candidates) {
        String wanted = model == null || model.isBlank() ? defaultModel : model;
        if (wanted == null) {
            return firstDefault(candidates);
        }
        ModelRef ref = ModelRef.parse(wanted);
        String reason = wanted.equals(model) ? "" : "default";
        if (ref.provider().isPresent()) {
            ProviderKind kind = ref.provider().get();
            Optional<Choice> explicit = candidates.stream()
                    .filter(candidate -> candidate.endpoint().kind().equals(kind))
                    .findFirst()
                    .map(candidate -> chosen(candidate, ref.model(), reason.isEmpty() ? "explicit-provider" : reason));
            // A relay such as OpenRouter has models that are called `openai/gpt-5` themselves.
            return explicit.or(() -> owner(wanted, candidates, reason))
                    .orElseGet(() -> new Choice.NotConfigured(kind.name()));
        }
        return owner(wanted, candidates, reason)
                .or(() -> unlisted(wanted, candidates, reason))
                .or(() -> only(wanted, candidates, reason))
                .orElseGet(() -> new Choice.UnknownModel(wanted));
    }

    private static Optional<Choice> owner(String model, List<Candidate> candidates, String reason) {
        return candidates.stream()
                .filter(candidate -> candidate.models().contains(model))
                .findFirst()
                .map(candidate -> chosen(candidate, model, reason.isEmpty() ? "model-owner" : reason));
    }

    private static Optional<Choice> unlisted(String model, List<Candidate> candidates, String reason) {
        return candidates.stream()
                .filter(candidate -> candidate.models().isEmpty())
                .findFirst()
                .map(candidate -> chosen(candidate, model, reason.isEmpty() ? "models-unknown" : reason));
    }

    /// With one provider to ask, it is better asked than second-guessed: lists lack aliases and fine-tuned models.
    private static Optional<Choice> only(String model, List<Candidate> candidates, String reason) {
        List<Candidate> remote = candidates.stream()
                .filter(candidate -> candidate.endpoint().kind().dialect() != Dialect.CANONICAL)
                .toList();
        return remote.size() == 1
                ? Optional.of(chosen(remote.getFirst(), model, reason.isEmpty() ? "only-provider" : reason))
                : Optional.empty();
    }

    private static Choice firstDefault(List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            String own = candidate.endpoint().kind().defaultModel();
            Set<String> models = candidate.models();
            if (own != null && (models.isEmpty() || models.contains(own))) {
                return chosen(candidate, own, "default");
            }
            if (!models.isEmpty()) {
                return chosen(candidate, models.iterator().next(), "default");
            }
        }
        return new Choice.UnknownModel("");
    }

    private static Choice chosen(Candidate candidate, String model, String reason) {
        return new Choice.Chosen(new Deployment(candidate.endpoint(), model), reason);
    }
}
