package io.hexforge.ports.inprocess.gateway;

import io.hexforge.ports.driven.gateway.FlagStore;
import io.hexforge.ports.driven.gateway.FlagStoreContract;

class InProcessFlagStoreTest implements FlagStoreContract {
    private final FlagStore flags = new InProcessFlagStore();

    @Override
    public FlagStore flags() {
        return flags;
    }
}
