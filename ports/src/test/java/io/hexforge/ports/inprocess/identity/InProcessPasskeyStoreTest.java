package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.PasskeyStore;
import io.hexforge.ports.driven.identity.PasskeyStoreContract;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessPasskeyStoreTest implements PasskeyStoreContract {
    private final PasskeyStore store = new InProcessWaysIn().passkeys();

    @Override
    public PasskeyStore passkeys() {
        return store;
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
