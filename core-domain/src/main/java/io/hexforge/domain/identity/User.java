package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A person or machine that acts. Instants are to the microsecond, like all that are stored.
///
/// @param tenantId the tenant it acts in unless it chooses another one that it belongs to
/// @param username unique, lower-case, without `@`
/// @param email unique; null for machines and for the operator until a person claims it
/// @param systemAdmin whether it administers the whole installation
/// @param emailVerifiedAt when it proved that mail to `email` reaches it; null until then
/// @param disabledAt from when on it may not act; null while it may
/// @param deletionDueAt when it will be deleted with all it owns, as it asked; null if it did not
/// @param version counts changes, from 1; guards against lost updates
public record User(
        UUID id,
        UUID tenantId,
        String username,
        @Nullable EmailAddress email,
        String displayName,
        boolean systemAdmin,
        Instant createdAt,
        @Nullable Instant emailVerifiedAt,
        @Nullable Instant disabledAt,
        @Nullable Instant deletionDueAt,
        long version) {
    public User {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        emailVerifiedAt = micros(emailVerifiedAt);
        disabledAt = micros(disabledAt);
        deletionDueAt = micros(deletionDueAt);
    }

    /// A new user without an address.
    public User(UUID id, UUID tenantId, String username, String displayName, boolean systemAdmin, Instant createdAt) {
        this(id, tenantId, username, null, displayName, systemAdmin, createdAt, null, null, null, 1);
    }

    public boolean disabled() {
        return disabledAt != null;
    }

    public boolean emailVerified() {
        return emailVerifiedAt != null;
    }

    public User named(String newUsername, String newDisplayName) {
        return changed(newUsername, email, newDisplayName, systemAdmin, emailVerifiedAt, disabledAt, deletionDueAt);
    }

    /// The user with an address that it has, or has not, proved to be its own.
    public User reachedAt(EmailAddress address, @Nullable Instant verifiedAt) {
        return changed(username, address, displayName, systemAdmin, verifiedAt, disabledAt, deletionDueAt);
    }

    public User enabled() {
        return changed(username, email, displayName, systemAdmin, emailVerifiedAt, null, deletionDueAt);
    }

    public User disabled(Instant now) {
        return changed(username, email, displayName, systemAdmin, emailVerifiedAt, now, deletionDueAt);
    }

    /// @param due null to call the deletion off
    public User deletedAt(@Nullable Instant due) {
        return changed(username, email, displayName, systemAdmin, emailVerifiedAt, disabledAt, due);
    }

    /// The user, who acts in another tenant unless it chooses one.
    public User actingIn(UUID otherTenantId) {
        return new User(
                id,
                otherTenantId,
                username,
                email,
                displayName,
                systemAdmin,
                createdAt,
                emailVerifiedAt,
                disabledAt,
                deletionDueAt,
                version + 1);
    }

    public User administering(boolean wholeInstallation) {
        return changed(username, email, displayName, wholeInstallation, emailVerifiedAt, disabledAt, deletionDueAt);
    }

    private User changed(
            String newUsername,
            @Nullable EmailAddress newEmail,
            String newDisplayName,
            boolean newSystemAdmin,
            @Nullable Instant verified,
            @Nullable Instant disabled,
            @Nullable Instant deletion) {
        return new User(
                id,
                tenantId,
                newUsername,
                newEmail,
                newDisplayName,
                newSystemAdmin,
                createdAt,
                verified,
                disabled,
                deletion,
                version + 1);
    }

    private static @Nullable Instant micros(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
    }
}
