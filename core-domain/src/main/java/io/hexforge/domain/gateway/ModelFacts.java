package io.hexforge.domain.gateway;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of a model at a provider, whoever's key it is asked with.
///
/// @param provider canonical name of the [ProviderKind]
/// @param model as the provider calls it
/// @param contextWindow in tokens; null if unknown
/// @param maxOutputTokens null if unknown
/// @param capabilities what it is known to do; null if nothing is known, which rules nothing out
/// @param price null if unknown: it works, at unknown cost
public record ModelFacts(
        String provider,
        String model,
        @Nullable Long contextWindow,
        @Nullable Long maxOutputTokens,
        @Nullable Set<Capability> capabilities,
        @Nullable Price price) {
    public ModelFacts {
        capabilities = capabilities == null ? null : Set.copyOf(capabilities);
    }

    /// {@return the most that a call can cost, in nano-USD: the prompt and the longest answer that the client allows,
    /// else that the model can give; null if the price or that length is not known}
    public @Nullable Long worstCost(long promptTokens, @Nullable Long allowedOutputTokens) {
        if (price == null) {
            return null;
        }
        Long longest = allowedOutputTokens == null ? maxOutputTokens : allowedOutputTokens;
        if (longest != null && maxOutputTokens != null) {
            longest = Math.min(longest, maxOutputTokens);
        }
        return longest == null ? null : price.cost(Usage.of(promptTokens, longest));
    }

    /// A model of which nothing is known.
    public static ModelFacts unknown(String provider, String model) {
        return new ModelFacts(provider, model, null, null, null, null);
    }
}
