package io.hexforge.ports.inprocess.ops;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// A key of 256 bits under which secrets are encrypted.
///
/// @param id the first eight hexadecimal digits of the key's SHA-256; tells keys apart and reveals none
public record EncryptionKey(String id, byte[] bytes) {
    private static final int BYTES = 32;

    public static EncryptionKey generate(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return of(bytes);
    }

    /// Reads a key in Fernet's format (44 characters of base64url that hold 32 bytes), or of exactly 32 characters,
    /// whose UTF-8 bytes are the key.
    ///
    /// @return empty if `text` is neither
    public static Optional<EncryptionKey> parse(String text) {
        byte[] plain = text.strip().getBytes(StandardCharsets.UTF_8);
        if (plain.length == BYTES) {
            return Optional.of(of(plain));
        }
        try {
            byte[] decoded =
                    Base64.getUrlDecoder().decode(text.strip().replace('+', '-').replace('/', '_'));
            return decoded.length == BYTES ? Optional.of(of(decoded)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// {@return the key in Fernet's format}
    public String encoded() {
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "EncryptionKey[" + id + "]";
    }

    private static EncryptionKey of(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new EncryptionKey(HexFormat.of().formatHex(digest, 0, 4), bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }
}
