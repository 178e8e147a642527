package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.ExternalLoginStore;
import io.hexforge.ports.driven.identity.ExternalLoginStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AutoClose;

class PostgresExternalLoginStoreTest implements ExternalLoginStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public ExternalLoginStore logins() {
        return new PostgresExternalLoginStore(database);
    }

    @Override
    public TestActors actors() {
        return TestUsers.in(database);
    }
}
