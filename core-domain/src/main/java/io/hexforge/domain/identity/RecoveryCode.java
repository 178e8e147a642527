package io.hexforge.domain.identity;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// What somebody who has lost the second factor logs in with, once: 24 characters for 120 random bits, in groups of
/// six. That many bits let a plain hash suffice (OWASP ASVS 5, 6.5.2).
public record RecoveryCode(String reveal) {
    /// How many somebody gets at a time.
    public static final int SET = 10;

    private static final int BYTES = 15;
    private static final int CHARACTERS = 24;

    /// Makes a new set; `random` must be cryptographically strong.
    public static List<RecoveryCode> generate(RandomGenerator random) {
        return Stream.generate(() -> one(random)).limit(SET).toList();
    }

    private static RecoveryCode one(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String text = Base32.encode(bytes).toLowerCase(Locale.ROOT);
        return new RecoveryCode(text.replaceAll("(.{6})(?=.)", "$1-"));
    }

    /// {@return whether `typed` looks like a recovery code and not like the number of an authenticator app}
    public static boolean looksLike(String typed) {
        return characters(typed).length() == CHARACTERS;
    }

    /// {@return the hash of a code as somebody typed it: case, blanks and dashes do not matter}
    public static SecretHash hash(String typed) {
        return SecretHash.of(characters(typed));
    }

    public SecretHash hash() {
        return hash(reveal);
    }

    private static String characters(String typed) {
        return typed.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "****";
    }
}
