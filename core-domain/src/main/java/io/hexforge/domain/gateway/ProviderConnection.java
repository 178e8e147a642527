package io.hexforge.domain.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.ops.SealedSecret;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A provider as somebody has set it up: where it is and with which key.
///
/// @param shared whether everybody of the tenant may use it, not only its owner
/// @param provider canonical name of a [ProviderKind]
/// @param baseUrl as [ProviderKind#baseUrl] made it
/// @param metadata the user's settings; see [ProviderSettings]
/// @param secret the key, encrypted; null when there is none
/// @param keyPreview first and last characters of the key; null when there is none
/// @param version counts changes, from 1; guards against lost updates
public record ProviderConnection(
        UUID id,
        UUID tenantId,
        UUID userId,
        boolean shared,
        String provider,
        String displayName,
        URI baseUrl,
        JsonObject metadata,
        @Nullable SealedSecret secret,
        @Nullable String keyPreview,
        boolean active,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    public ProviderKind kind() {
        return ProviderCatalogue.find(provider).orElseThrow();
    }

    public boolean visibleTo(Actor actor) {
        return tenantId.equals(actor.tenantId()) && (shared || userId.equals(actor.userId()));
    }

    /// The same connection with another key.
    public ProviderConnection withSecret(SealedSecret newSecret, String newPreview) {
        return new ProviderConnection(
                id,
                tenantId,
                userId,
                shared,
                provider,
                displayName,
                baseUrl,
                metadata,
                newSecret,
                newPreview,
                active,
                createdAt,
                updatedAt,
                version);
    }

    /// {@return whether calls can be made through it}
    public boolean usable() {
        return active && (secret != null || !kind().keyRequired());
    }
}
