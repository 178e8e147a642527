package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.WaitlistStore;
import io.hexforge.ports.driven.identity.WaitlistStoreContract;
import org.junit.jupiter.api.AutoClose;

class PostgresWaitlistStoreTest implements WaitlistStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public WaitlistStore waitlist() {
        return new PostgresWaitlistStore(database);
    }
}
