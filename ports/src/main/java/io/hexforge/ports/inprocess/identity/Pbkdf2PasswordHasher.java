package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.identity.PasswordHasher;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/// PBKDF2 with HMAC-SHA-256 (RFC 8018), in the caller's thread. Needs nothing but the JDK. Safe for concurrent use.
///
/// Writes `$pbkdf2-sha256$i=600000,l=32$salt$hash`, and reads that, Passlib's `$pbkdf2-sha256$100000$salt$hash` and
/// Django's `pbkdf2_sha256$100000$salt$hash`.
public final class Pbkdf2PasswordHasher implements PasswordHasher {
    /// As OWASP recommends.
    public static final int DEFAULT_ITERATIONS = 600_000;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern PHC = Pattern.compile("\\$pbkdf2-sha256\\$i=(\\d{1,9}),l=\\d+\\$([^$]+)\\$([^$]+)");
    private static final Pattern PASSLIB = Pattern.compile("\\$pbkdf2-sha256\\$(\\d{1,9})\\$([^$]+)\\$([^$]+)");
    private static final Pattern DJANGO = Pattern.compile("pbkdf2_sha256\\$(\\d{1,9})\\$([^$]+)\\$([^$]+)");
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    private final int iterations;
    private final RandomGenerator secureRandom;

    public Pbkdf2PasswordHasher(int iterations, RandomGenerator secureRandom) {
        this.iterations = iterations;
        this.secureRandom = secureRandom;
    }

    private record Hash(int iterations, byte[] salt, byte[] bytes) {
        static Optional<Hash> parse(String text) {
            Matcher phc = PHC.matcher(text);
            Matcher passlib = PASSLIB.matcher(text);
            Matcher django = DJANGO.matcher(text);
            try {
                if (phc.matches()) {
                    return Optional.of(of(phc, decoded(phc.group(2))));
                }
                if (passlib.matches()) {
                    return Optional.of(of(passlib, decoded(passlib.group(2).replace('.', '+'))));
                }
                return django.matches() ? Optional.of(of(django, utf8(django.group(2)))) : Optional.empty();
            } catch (IllegalArgumentException notBase64) {
                return Optional.empty();
            }
        }

        private static Hash of(Matcher found, byte[] salt) {
            return new Hash(
                    Math.max(1, Integer.parseInt(found.group(1))),
                    salt,
                    decoded(found.group(3).replace('.', '+')));
        }

        private static byte[] decoded(String base64) {
            return Base64.getDecoder().decode(base64);
        }

        private static byte[] utf8(String text) {
            return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }

        String text() {
            return "$pbkdf2-sha256$i=" + iterations + ",l=" + bytes.length + "$" + BASE64.encodeToString(salt) + "$"
                    + BASE64.encodeToString(bytes);
        }
    }

    @Override
    public String hash(Secret password) {
        byte[] salt = bytes(SALT_BYTES);
        return new Hash(iterations, salt, derive(password, salt, iterations, HASH_BYTES)).text();
    }

    @Override
    public Verdict verify(Secret password, String hash) {
        return Hash.parse(hash).map(stored -> verify(password, stored)).orElse(Verdict.WRONG);
    }

    @Override
    public <T extends @Nullable Object> T inTurn(Supplier<T> work) {
        return work.get();
    }

    @Override
    public String decoy() {
        return new Hash(iterations, bytes(SALT_BYTES), bytes(HASH_BYTES)).text();
    }

    private Verdict verify(Secret password, Hash stored) {
        byte[] derived = derive(password, stored.salt(), stored.iterations(), stored.bytes().length);
        if (!MessageDigest.isEqual(derived, stored.bytes())) {
            return Verdict.WRONG;
        }
        boolean weak = stored.iterations() < iterations || stored.salt().length < SALT_BYTES;
        return weak || stored.bytes().length < HASH_BYTES ? Verdict.OUTDATED : Verdict.RIGHT;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        secureRandom.nextBytes(bytes);
        return bytes;
    }

    private static byte[] derive(Secret password, byte[] salt, int iterations, int length) {
        var spec = new PBEKeySpec(password.reveal().toCharArray(), salt, iterations, length * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has PBKDF2", impossible);
        } finally {
            spec.clearPassword();
        }
    }
}
