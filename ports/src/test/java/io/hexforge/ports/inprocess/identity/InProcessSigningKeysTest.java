package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.SigningKeyStore;
import io.hexforge.ports.driven.identity.SigningKeyStoreContract;

class InProcessSigningKeysTest implements SigningKeyStoreContract {
    private final InProcessSigningKeys keys = new InProcessSigningKeys();

    @Override
    public SigningKeyStore keys() {
        return keys;
    }
}
