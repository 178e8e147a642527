package io.hexforge.domain.identity;

import io.hexforge.domain.Secret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// What lets somebody do one thing once, because they read the mail that it was in. Holds the hash of the secret
/// only.
///
/// @param address the one that the mail went to: whoever shows the secret has proved to read mail there
public record OneTimeToken(
        SecretHash hash, UUID userId, TokenPurpose purpose, EmailAddress address, Instant expiresAt) {
    private static final int BYTES = 32;

    public OneTimeToken {
        expiresAt = expiresAt.truncatedTo(ChronoUnit.MICROS);
    }

    public static OneTimeToken of(Secret secret, UUID userId, TokenPurpose purpose, EmailAddress address, Instant now) {
        return new OneTimeToken(SecretHash.of(secret.reveal()), userId, purpose, address, now.plus(purpose.validFor()));
    }

    /// Makes a new secret of 256 bits; `random` must be cryptographically strong.
    public static Secret secret(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
