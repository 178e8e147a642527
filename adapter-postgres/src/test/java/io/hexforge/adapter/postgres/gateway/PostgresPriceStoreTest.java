package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.gateway.PriceStore;
import io.hexforge.ports.driven.gateway.PriceStoreContract;
import org.junit.jupiter.api.AutoClose;

class PostgresPriceStoreTest implements PriceStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public PriceStore prices() {
        return new PostgresPriceStore(database);
    }
}
