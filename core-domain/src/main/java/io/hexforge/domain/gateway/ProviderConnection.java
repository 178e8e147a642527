package io.hexforge.domain.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.ops.SealedSecret;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
/// @param createdAt to the microsecond, like every instant that is stored
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
    public ProviderConnection {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
    }

    public ProviderKind kind() {
        return ProviderCatalogue.find(provider).orElseThrow();
    }

    public boolean visibleTo(Actor actor) {
        return tenantId.equals(actor.tenantId()) && (shared || userId.equals(actor.userId()));
    }

    /// {@return what the key is sealed for: the same for whatever this user sets up at this provider, however often}
    public String keyContext() {
        return "provider-key/" + userId + "/" + provider;
    }

    /// The same connection with another key, or with none.
    public ProviderConnection withKey(@Nullable SealedSecret newSecret, @Nullable String newPreview) {
        return copy(id, newSecret, newPreview, createdAt, version);
    }

    /// The same connection with the same key, encrypted anew: a change like any other.
    public ProviderConnection resealed(SealedSecret newSecret) {
        return copy(id, newSecret, keyPreview, createdAt, version + 1);
    }

    /// This connection as the next version of `old`, whose id and day of creation it takes.
    public ProviderConnection inPlaceOf(ProviderConnection old) {
        return copy(old.id, secret, keyPreview, old.createdAt, old.version + 1);
    }

    /// {@return whether calls can be made through it}
    public boolean usable() {
        return active && (secret != null || !kind().keyRequired());
    }

    private ProviderConnection copy(
            UUID newId,
            @Nullable SealedSecret newSecret,
            @Nullable String newPreview,
            Instant newCreatedAt,
            long newVersion) {
        return new ProviderConnection(
                newId,
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
                newCreatedAt,
                updatedAt,
                newVersion);
    }
}
