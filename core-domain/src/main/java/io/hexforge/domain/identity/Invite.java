package io.hexforge.domain.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An invitation into a tenant, sent by mail. Instants are to the microsecond, like all that are stored.
///
/// @param hash of the token that the mail holds
/// @param invitedBy who sent it
/// @param acceptedAt when it was; null until then. It is accepted once.
/// @param revokedAt when it was withdrawn; null while in force
public record Invite(
        UUID id,
        UUID tenantId,
        EmailAddress email,
        Role role,
        SecretHash hash,
        UUID invitedBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant acceptedAt,
        @Nullable Instant revokedAt) {
    /// How long an invitation is open.
    public static final Duration LIFE = Duration.ofDays(7);

    public Invite {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.MICROS);
        acceptedAt = acceptedAt == null ? null : acceptedAt.truncatedTo(ChronoUnit.MICROS);
        revokedAt = revokedAt == null ? null : revokedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /// A new invitation.
    public Invite(
            UUID id, UUID tenantId, EmailAddress email, Role role, SecretHash hash, UUID invitedBy, Instant createdAt) {
        this(id, tenantId, email, role, hash, invitedBy, createdAt, createdAt.plus(LIFE), null, null);
    }

    public boolean openAt(Instant now) {
        return acceptedAt == null && revokedAt == null && now.isBefore(expiresAt);
    }

    /// {@return `pending`, `accepted`, `revoked` or `expired`}
    public String status(Instant now) {
        if (acceptedAt != null) {
            return "accepted";
        }
        if (revokedAt != null) {
            return "revoked";
        }
        return now.isBefore(expiresAt) ? "pending" : "expired";
    }

    public Invite accepted(Instant now) {
        return new Invite(id, tenantId, email, role, hash, invitedBy, createdAt, expiresAt, now, revokedAt);
    }

    /// The invitation, withdrawn; one that was accepted or withdrawn before stays as it was.
    public Invite revoked(Instant now) {
        return acceptedAt != null || revokedAt != null
                ? this
                : new Invite(id, tenantId, email, role, hash, invitedBy, createdAt, expiresAt, null, now);
    }
}
