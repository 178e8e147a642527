package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A credential of a person that never leaves the authenticator but for its public half (WebAuthn Level 3).
///
/// @param credentialId by which authenticators know it, in base64url
/// @param userHandle by which authenticators know the user, in base64url: random, the same for all passkeys of a user
/// @param publicKey in COSE, in base64url
/// @param signatureCount the authenticator's last counter, unsigned; 0 for ever if it keeps none
/// @param transports how the authenticator may be reached, such as `internal` or `usb`
/// @param backupEligible whether it may be copied to other devices of its owner
/// @param backedUp whether it was when it was last seen
/// @param aaguid the kind of authenticator, as a UUID; all zero if it does not say
/// @param name chosen by its owner
/// @param createdAt to the microsecond, like every instant that is stored
/// @param version counts changes, from 1; guards against lost updates
public record Passkey(
        UUID id,
        UUID userId,
        String credentialId,
        String userHandle,
        String publicKey,
        long signatureCount,
        Set<String> transports,
        boolean backupEligible,
        boolean backedUp,
        UUID aaguid,
        String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        long version) {
    /// The longest name, in characters.
    public static final int MAX_NAME = 100;

    /// How many a user may have.
    public static final int MAX_PER_USER = 20;

    public Passkey {
        transports = Set.copyOf(transports);
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        lastUsedAt = lastUsedAt == null ? null : lastUsedAt.truncatedTo(ChronoUnit.MICROS);
    }

    public Passkey renamed(String newName) {
        return changed(newName, signatureCount, backedUp, lastUsedAt);
    }

    /// The passkey after a login at `now`.
    public Passkey used(long newSignatureCount, boolean nowBackedUp, Instant now) {
        return changed(name, newSignatureCount, nowBackedUp, now);
    }

    private Passkey changed(String newName, long newCount, boolean nowBackedUp, @Nullable Instant used) {
        return new Passkey(
                id,
                userId,
                credentialId,
                userHandle,
                publicKey,
                newCount,
                transports,
                backupEligible,
                nowBackedUp,
                aaguid,
                newName,
                createdAt,
                used,
                version + 1);
    }
}
