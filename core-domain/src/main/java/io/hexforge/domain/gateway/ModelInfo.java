package io.hexforge.domain.gateway;

import org.jspecify.annotations.Nullable;

/// A model that a provider lists.
///
/// @param provider canonical name of the [ProviderKind]
/// @param id as the provider calls it
/// @param contextWindow in tokens, if known
/// @param maxOutputTokens if known
/// @param createdEpochSecond when the provider says that it was made; 0 if unknown
public record ModelInfo(
        String provider,
        String id,
        @Nullable String displayName,
        @Nullable String description,
        @Nullable Long contextWindow,
        @Nullable Long maxOutputTokens,
        long createdEpochSecond,
        @Nullable String ownedBy) {
    public static ModelInfo of(String provider, String id) {
        return new ModelInfo(provider, id, null, null, null, null, 0, null);
    }

    /// {@return what a client writes as `model` to get exactly this one}
    public String reference() {
        return provider + "/" + id;
    }
}
