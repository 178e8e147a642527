package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.ProfileStore;
import io.hexforge.ports.driven.identity.ProfileStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AutoClose;

class PostgresProfileStoreTest implements ProfileStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public ProfileStore profiles() {
        return new PostgresProfileStore(database);
    }

    @Override
    public TestActors actors() {
        return tenantId -> StoredActors.inTenant(database, tenantId);
    }
}
