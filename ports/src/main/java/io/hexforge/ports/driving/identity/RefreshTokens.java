package io.hexforge.ports.driving.identity;

import io.hexforge.domain.identity.RefreshToken;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.SessionSalt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Computes refresh tokens. A token follows from its session and its generation, so that however many requests
/// exchange one token at the same time, they all know its one successor.
record RefreshTokens(SigningKeys keys) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] LABEL = "hexforge refresh token".getBytes(StandardCharsets.US_ASCII);

    RefreshToken first(UUID sessionId, SessionSalt salt) {
        return of(sessionId, 0, salt);
    }

    RefreshToken current(Session session) {
        return of(session.id(), session.generation(), session.salt());
    }

    RefreshToken next(Session session) {
        return of(session.id(), session.generation() + 1, session.salt());
    }

    /// {@return whether this installation made the token}
    boolean genuine(RefreshToken token, Session session) {
        RefreshToken expected = of(session.id(), token.generation(), session.salt());
        return MessageDigest.isEqual(expected.mac(), token.mac());
    }

    private RefreshToken of(UUID sessionId, int generation, SessionSalt salt) {
        byte[] what = ByteBuffer.allocate(20)
                .putLong(sessionId.getMostSignificantBits())
                .putLong(sessionId.getLeastSignificantBits())
                .putInt(generation)
                .array();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(keys.forRefreshTokens(), ALGORITHM));
            mac.update(LABEL);
            mac.update(salt.bytes());
            return new RefreshToken(sessionId, generation, mac.doFinal(what));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has " + ALGORITHM, impossible);
        }
    }
}
