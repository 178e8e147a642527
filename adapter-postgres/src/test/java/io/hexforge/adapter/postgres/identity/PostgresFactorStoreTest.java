package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.FactorStore;
import io.hexforge.ports.driven.identity.FactorStoreContract;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;

class PostgresFactorStoreTest implements FactorStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public FactorStore factors() {
        return new PostgresFactorStore(database);
    }

    @Override
    public UUID somebody() {
        return TestUsers.in(database).newcomer().userId();
    }
}
