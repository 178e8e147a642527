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
        int total = 0;
        boolean missed = true;
        while (missed) {
            missed = false;
            for (ProviderConnection connection : store.all()) {
                SealedSecret old = connection.secret();
                if (old != null && !old.keyId().equals(cipher.currentKeyId())) {
                    boolean resealed = reseal(connection, old);
                    total += resealed ? 1 : 0;
                    missed |= !resealed; // its owner changed it meanwhile, perhaps on a node with the old key
                }
            }
        }
        return total;
    }

    private boolean reseal(ProviderConnection connection, SealedSecret old) {
        String context = connection.keyContext();
        return store.reseal(connection.id(), old, cipher.seal(cipher.open(old, context), context));
    }
}
