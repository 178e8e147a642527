package io.hexforge.domain.ops;

/// An encrypted secret, safe to store.
///
/// @param keyId which encryption key opens it
/// @param bytes nonce, ciphertext and tag
public record SealedSecret(String keyId, byte[] bytes) {}
