package io.hexforge.ports.driven.ops;

import io.hexforge.domain.Secret;
import io.hexforge.domain.ops.SealedSecret;

/// Encrypts secrets so that they can be stored, and decrypts them again.
///
/// **Threads:** safe for concurrent use.
/// **Errors:** [io.hexforge.ports.driven.PortException] of kind `BROKEN` when the bytes were changed, belong to
/// another context, or were sealed under a key that is not at hand.
///
/// Implementations pass `SecretCipherContract`.
public interface SecretCipher {
    /// Encrypts under the current key. `context` says what the secret belongs to (such as a row's id); it is not
    /// stored, and without it the secret cannot be opened: a ciphertext moved to another row is worthless.
    SealedSecret seal(Secret secret, String context);

    Secret open(SealedSecret sealed, String context);

    /// {@return the id of the key under which `seal` encrypts}
    String currentKeyId();
}
