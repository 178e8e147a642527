package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.identity.ApiKeyStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AutoClose;

class PostgresApiKeyStoreTest implements ApiKeyStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public ApiKeyStore keys() {
        return new PostgresApiKeyStore(database);
    }

    @Override
    public TestActors actors() {
        return new PostgresActors(database);
    }
}
