package io.hexforge.domain.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an access token says. Instants are to the second, as in all JSON Web Tokens.
///
/// @param id different for each token
/// @param role of the user within the tenant; null for one who is no member
/// @param epoch of the session when the token was made
public record AccessClaims(
        UUID id,
        UUID sessionId,
        int epoch,
        UUID userId,
        UUID tenantId,
        @Nullable Role role,
        boolean systemAdmin,
        Set<Scope> scopes,
        Set<AuthMethod> methods,
        Instant authenticatedAt,
        Instant issuedAt,
        Instant expiresAt) {
    public AccessClaims {
        scopes = Set.copyOf(scopes);
        methods = Set.copyOf(methods);
        authenticatedAt = authenticatedAt.truncatedTo(ChronoUnit.SECONDS);
        issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    }

    public Actor actor() {
        return new Actor(tenantId, userId, null, sessionId, scopes, systemAdmin);
    }
}
