package io.hexforge.ports.inprocess.gateway;

import io.hexforge.ports.driven.gateway.PriceStore;
import io.hexforge.ports.driven.gateway.PriceStoreContract;

class InProcessPriceStoreTest implements PriceStoreContract {
    private final PriceStore prices = new InProcessPriceStore();

    @Override
    public PriceStore prices() {
        return prices;
    }
}
