package io.hexforge.domain.identity;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// 128 random bits of a session, in hexadecimal.
public record SessionSalt(String hex) {
    private static final int BYTES = 16;

    public SessionSalt {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("not " + BYTES + " bytes in hexadecimal");
        }
    }

    /// Makes a new one; `random` must be cryptographically strong.
    public static SessionSalt generate(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SessionSalt(HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return "****";
    }
}
