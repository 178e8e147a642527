package io.hexforge.domain.gateway;

import io.hexforge.domain.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A model at a provider, reachable with one credential: what a call is sent to.
///
/// @param endpoint where and how
/// @param model as the provider calls it
public record Deployment(Endpoint endpoint, String model) {
    /// {@return what names it in headers, metrics and logs, such as `openai/gpt-5@3f9a01bc`}
    public String id() {
        return endpoint.kind().name() + "/" + model + "@" + endpoint.connectionId();
    }

    /// A provider with its address and credential in clear, in memory only.
    ///
    /// @param connectionId short and stable; no secret
    /// @param baseUrl null for what lives inside this process
    /// @param trusted whether the operator set the address; one that a user set may not lead to a private network
    /// @param region where its models run, as the owner says; null when it does not
    public record Endpoint(
            ProviderKind kind,
            String connectionId,
            @Nullable URI baseUrl,
            @Nullable Secret key,
            ProviderSettings settings,
            boolean trusted,
            @Nullable String region) {
        public Endpoint(
                ProviderKind kind,
                String connectionId,
                @Nullable URI baseUrl,
                @Nullable Secret key,
                ProviderSettings settings,
                boolean trusted) {
            this(kind, connectionId, baseUrl, key, settings, trusted, null);
        }

        public URI url(String path) {
            if (baseUrl == null) {
                throw new IllegalStateException(kind.name() + " has no address");
            }
            return URI.create(baseUrl + path).normalize();
        }
    }
}
