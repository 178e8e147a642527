package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.gateway.ProviderStore;
import io.hexforge.ports.driven.ops.SecretCipher;

/// Encrypts all stored secrets anew under the current key. May be interrupted and run again at any point: as long as
/// the cipher holds the older keys too, every secret can be opened at all times.
public final class RotateEncryptionKey {
    private final ProviderStore store;
    private final SecretCipher cipher;

    public RotateEncryptionKey(ProviderStore store, SecretCipher cipher) {
        this.store = store;
        this.cipher = cipher;
    }

    /// {@return how many secrets were encrypted anew}
    public int run() {
        int resealed = 0;
        for (ProviderConnection connection : store.all()) {
            SealedSecret old = connection.secret();
            if (old == null || old.keyId().equals(cipher.currentKeyId())) {
                continue;
            }
            String context = connection.keyContext();
            SealedSecret fresh = cipher.seal(cipher.open(old, context), context);
            resealed += store.reseal(connection.id(), old, fresh) ? 1 : 0;
        }
        return resealed;
    }
}
