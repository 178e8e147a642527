package io.hexforge.domain.identity;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// What a session is continued with: `hfr_` and base64url of the session's id, the token's generation, and a
/// MAC that only the server can make. Opaque to clients.
///
/// @param generation how many tokens of the session came before it
/// @param mac 32 bytes
public record RefreshToken(UUID sessionId, int generation, byte[] mac) {
    public static final String PREFIX = "hfr_";
    private static final int MAC_BYTES = 32;
    private static final int BYTES = 16 + 4 + MAC_BYTES;
    private static final int CHARACTERS = 70;

    public RefreshToken {
        if (mac.length != MAC_BYTES || generation < 0) {
            throw new IllegalArgumentException("not a refresh token");
        }
    }

    /// {@return the token that `text` writes, or empty if it writes none; whether it is genuine is not known
    /// yet}
    public static Optional<RefreshToken> parse(String text) {
        if (!text.startsWith(PREFIX) || text.length() != PREFIX.length() + CHARACTERS) {
            return Optional.empty();
        }
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
            var id = new UUID(bytes.getLong(), bytes.getLong());
            int generation = bytes.getInt();
            byte[] mac = new byte[MAC_BYTES];
            bytes.get(mac);
            var token = new RefreshToken(id, generation, mac);
            // Base64 leaves bits over: one token must have one spelling.
            return token.reveal().equals(text) ? Optional.of(token) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /// {@return the text that clients keep}
    public String reveal() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(sessionId.getMostSignificantBits())
                .putLong(sessionId.getLeastSignificantBits())
                .putInt(generation)
                .put(mac)
                .array();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public SecretHash hash() {
        return SecretHash.of(reveal());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RefreshToken that
                && sessionId.equals(that.sessionId)
                && generation == that.generation
                && Arrays.equals(mac, that.mac);
    }

    @Override
    public int hashCode() {
        return sessionId.hashCode() * 31 + generation;
    }

    @Override
    public String toString() {
        return PREFIX + "****";
    }
}
