package io.hexforge.domain.gateway;

/// An answer that was given before, and who gave it.
///
/// @param provider canonical name of the [ProviderKind]
/// @param connectionId of the [Deployment.Endpoint]
/// @param model as the provider calls it
public record CachedAnswer(ChatAnswer answer, String provider, String connectionId, String model) {
    public static CachedAnswer of(ChatAnswer answer, Deployment deployment) {
        Deployment.Endpoint endpoint = deployment.endpoint();
        return new CachedAnswer(answer, endpoint.kind().name(), endpoint.connectionId(), deployment.model());
    }
}
