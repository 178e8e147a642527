package io.hexforge.domain.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.ops.SealedSecret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A key that the installation signs tokens with. Its private part is stored encrypted.
///
/// @param id names the key in tokens; unguessable is not needed
/// @param publicKey X.509 in base64 for keys that have a public part, else null
/// @param sealed the private part
/// @param signsFrom when it takes over from the one before it; until then it is only published
public record SigningKey(
        String id, Use use, @Nullable String publicKey, SealedSecret sealed, Instant createdAt, Instant signsFrom) {
    public enum Use {
        /// ES256: elliptic curve P-256.
        ACCESS_TOKENS,
        /// HMAC-SHA256.
        REFRESH_TOKENS
    }

    public SigningKey {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        signsFrom = signsFrom.truncatedTo(ChronoUnit.MICROS);
    }

    /// {@return what the private part is sealed for}
    public String context() {
        return context(id);
    }

    public static String context(String id) {
        return "signing-key:" + id;
    }

    /// The key under another encryption key.
    public SigningKey resealed(SealedSecret fresh) {
        return new SigningKey(id, use, publicKey, fresh, createdAt, signsFrom);
    }

    /// A key as it is when it is in use.
    ///
    /// @param privateKey PKCS #8 in base64, or the raw key in base64 if it is for HMAC
    public record Opened(String id, @Nullable String publicKey, Secret privateKey) {}
}
