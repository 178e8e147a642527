package io.hexforge.domain.identity;

import java.util.Base64;
import java.util.random.RandomGenerator;

/// The secret of an API key: `hf_` and 43 characters of base64url (256 random bits). Shown to its owner once.
public record ApiKeySecret(String reveal) {
    public static final String PREFIX = "hf_";
    private static final int BYTES = 32;

    /// Makes a new secret; `random` must be cryptographically strong.
    public static ApiKeySecret generate(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new ApiKeySecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    public SecretHash hash() {
        return SecretHash.of(reveal);
    }

    /// {@return enough to recognise the key by, and no more, such as `hf_aB3d…9xYz`}
    public String preview() {
        return reveal.substring(0, 7) + "…" + reveal.substring(reveal.length() - 4);
    }

    @Override
    public String toString() {
        return "hf_****";
    }
}
