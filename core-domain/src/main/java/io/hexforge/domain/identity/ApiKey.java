package io.hexforge.domain.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A credential of a machine. The secret itself is known only to its owner; the key holds its hash.
///
/// @param preview first and last characters of the secret, for people to recognise it
/// @param limits how much may be asked with it
/// @param createdAt to the microsecond, like every instant that is stored
/// @param expiresAt from when on it is refused; null for never
/// @param revokedAt when its owner withdrew it; null while in force
/// @param replacedBy the key that a rotation made in its stead
/// @param version counts changes, from 1; guards against lost updates
public record ApiKey(
        UUID id,
        UUID tenantId,
        UUID userId,
        String name,
        String preview,
        SecretHash hash,
        Set<Scope> scopes,
        KeyLimits limits,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable UUID replacedBy,
        long version) {
    /// The longest name, in characters.
    public static final int MAX_NAME = 100;

    public ApiKey {
        scopes = Set.copyOf(scopes);
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS);
        revokedAt = revokedAt == null ? null : revokedAt.truncatedTo(ChronoUnit.MICROS);
    }

    public boolean usableAt(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    public Actor actor(boolean systemAdmin) {
        return new Actor(tenantId, userId, id, scopes, systemAdmin);
    }

    /// The key with no more scopes than a member with that role has.
    public ApiKey within(Role role) {
        Set<Scope> left = role.scopes();
        left.retainAll(scopes.contains(Scope.ALL) ? left : scopes);
        return new ApiKey(
                id,
                tenantId,
                userId,
                name,
                preview,
                hash,
                left,
                limits,
                createdAt,
                expiresAt,
                revokedAt,
                replacedBy,
                version);
    }

    public ApiKey renamed(String newName) {
        return changed(newName, limits, expiresAt, revokedAt, replacedBy);
    }

    /// The key with another name and other limits, which is one change.
    public ApiKey with(String newName, KeyLimits newLimits) {
        return changed(newName, newLimits, expiresAt, revokedAt, replacedBy);
    }

    /// The key, withdrawn at `now`; a key that was withdrawn before keeps its instant.
    public ApiKey revoked(Instant now) {
        return revokedAt != null ? this : changed(name, limits, expiresAt, now, replacedBy);
    }

    /// The key after a rotation at `now`: it works for `grace` longer, never longer than before.
    public ApiKey replaced(UUID successor, Instant now, Duration grace) {
        Instant end = now.plus(grace);
        Instant expiry = expiresAt != null && expiresAt.isBefore(end) ? expiresAt : end;
        return changed(name, limits, expiry, revokedAt, successor);
    }

    /// A key with the same owner, name, scopes, limits and expiry, but a secret of its own.
    public ApiKey successor(UUID newId, ApiKeySecret secret, Instant now) {
        return new ApiKey(
                newId,
                tenantId,
                userId,
                name,
                secret.preview(),
                secret.hash(),
                scopes,
                limits,
                now,
                expiresAt,
                null,
                null,
                1);
    }

    private ApiKey changed(
            String newName,
            KeyLimits newLimits,
            @Nullable Instant newExpiry,
            @Nullable Instant newRevocation,
            @Nullable UUID successor) {
        return new ApiKey(
                id,
                tenantId,
                userId,
                newName,
                preview,
                hash,
                scopes,
                newLimits,
                createdAt,
                newExpiry,
                newRevocation,
                successor,
                version + 1);
    }
}
