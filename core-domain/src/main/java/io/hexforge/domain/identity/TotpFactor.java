package io.hexforge.domain.identity;

import io.hexforge.domain.ops.SealedSecret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An authenticator app that somebody has set up, or is setting up (RFC 6238).
///
/// @param secret what the app and the server share, encrypted
/// @param confirmedAt when it first gave a right number; null until then, and it protects nothing before
/// @param lastStep the last time step whose number was used; that one and earlier ones are refused
public record TotpFactor(
        UUID userId,
        SealedSecret secret,
        Instant createdAt,
        @Nullable Instant confirmedAt,
        long lastStep) {
    public TotpFactor {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        confirmedAt = confirmedAt == null ? null : confirmedAt.truncatedTo(ChronoUnit.MICROS);
    }

    public boolean confirmed() {
        return confirmedAt != null;
    }

    /// {@return what the secret is bound to, see [io.hexforge.domain.ops.SealedSecret]}
    public static String context(UUID userId) {
        return "totp:" + userId;
    }
}
