package io.hexforge.domain.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of a secret of high entropy, as 64 lower-case hexadecimal digits.
///
/// A plain hash suffices because the secrets are random (256 bits); passwords need another one.
public record SecretHash(String hex) {
    public SecretHash {
        if (hex.length() != 64) {
            throw new IllegalArgumentException("not a SHA-256 in hexadecimal");
        }
    }

    public static SecretHash of(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return new SecretHash(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }
}
