package io.hexforge.ports.inprocess.gateway;

import io.hexforge.ports.driven.gateway.ProviderStore;
import io.hexforge.ports.driven.gateway.ProviderStoreContract;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessProviderStoreTest implements ProviderStoreContract {
    private final ProviderStore providers = new InProcessProviderStore();

    @Override
    public ProviderStore providers() {
        return providers;
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
