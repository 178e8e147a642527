package io.hexforge.adapter.cli;

import io.hexforge.domain.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What commands ask about the API keys of who runs them. Like [Hexforge] in all else.
public interface Keys {
    /// {@return those that are not withdrawn}
    List<Key> all();

    /// @param scopes wire names such as `gateway:use`; empty for all that the caller has
    NewKey create(String name, List<String> scopes, Limits limits);

    /// Gives a key other limits in place of those that it has.
    Key limit(String id, Limits limits);

    void revoke(String id);

    /// Makes a new secret; the old one works a while longer.
    NewKey rotate(String id);

    /// @param secret in part, to recognise it by
    record Key(
            String id,
            String name,
            String secret,
            List<String> scopes,
            Limits limits,
            String createdAt,
            @Nullable String expiresAt) {
        public Key {
            scopes = List.copyOf(scopes);
        }
    }

    /// How much may be asked with a key; null for no limit of its own.
    record Limits(
            @Nullable Long requestsPerMinute,
            @Nullable Long tokensPerMinute,
            boolean tokensHard,
            @Nullable Long maxParallel) {
        static final Limits NONE = new Limits(null, null, false, null);
    }

    /// @param secret the whole of it, shown this once
    record NewKey(String id, String name, Secret secret) {}
}
