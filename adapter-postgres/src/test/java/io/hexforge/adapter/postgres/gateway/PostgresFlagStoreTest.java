package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.gateway.FlagStore;
import io.hexforge.ports.driven.gateway.FlagStoreContract;
import org.junit.jupiter.api.AutoClose;

class PostgresFlagStoreTest implements FlagStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public FlagStore flags() {
        return new PostgresFlagStore(database);
    }
}
