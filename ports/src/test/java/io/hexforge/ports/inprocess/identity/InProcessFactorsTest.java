package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.FactorStore;
import io.hexforge.ports.driven.identity.FactorStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import java.util.UUID;

class InProcessFactorsTest implements FactorStoreContract {
    private final InProcessFactors factors = new InProcessFactors();

    @Override
    public FactorStore factors() {
        return factors;
    }

    @Override
    public UUID somebody() {
        return TestActors.IDS.next();
    }
}
