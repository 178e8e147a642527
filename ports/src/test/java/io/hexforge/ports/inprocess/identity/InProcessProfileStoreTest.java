package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.ProfileStore;
import io.hexforge.ports.driven.identity.ProfileStoreContract;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessProfileStoreTest implements ProfileStoreContract {
    private final ProfileStore store = new InProcessProfileStore();

    @Override
    public ProfileStore profiles() {
        return store;
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
