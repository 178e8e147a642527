package io.hexforge.domain.ops;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An encrypted secret, safe to store.
///
/// @param keyId which encryption key opens it
/// @param bytes nonce, ciphertext and tag
public record SealedSecret(String keyId, byte[] bytes) {
    /// {@return whether `other` is the same ciphertext under the same key}
    public boolean sameAs(@Nullable SealedSecret other) {
        return other != null && keyId.equals(other.keyId) && Arrays.equals(bytes, other.bytes);
    }
}
