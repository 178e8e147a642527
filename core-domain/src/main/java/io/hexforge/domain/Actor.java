package io.hexforge.domain;

import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who asks: the tenant and user on whose behalf a use case acts, and what the credential allows.
///
/// @param keyId the API key that was shown, or null when the credential was none
/// @param sessionId the session of a person who is logged in; null for API keys and for work on the machine itself
/// @param systemAdmin whether the user administers the whole installation
public record Actor(
        UUID tenantId,
        UUID userId,
        @Nullable UUID keyId,
        @Nullable UUID sessionId,
        Set<Scope> scopes,
        boolean systemAdmin) {
    public Actor {
        Objects.requireNonNull(tenantId);
        Objects.requireNonNull(userId);
        scopes = Set.copyOf(scopes);
    }

    /// Somebody who acts without a session.
    public Actor(UUID tenantId, UUID userId, @Nullable UUID keyId, Set<Scope> scopes, boolean systemAdmin) {
        this(tenantId, userId, keyId, null, scopes, systemAdmin);
    }

    /// {@return whether the credential allows `scope`; `ALL` allows everything}
    public boolean may(Scope scope) {
        return scopes.contains(Scope.ALL) || scopes.contains(scope);
    }
}
