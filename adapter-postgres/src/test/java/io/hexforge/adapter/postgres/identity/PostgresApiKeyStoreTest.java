package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.identity.ApiKeyStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresApiKeyStoreTest implements ApiKeyStoreContract {
    private static Database database;

    @BeforeAll
    static void open() {
        database = TestDatabases.migrated();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public ApiKeyStore keys() {
        return new PostgresApiKeyStore(database);
    }

    @Override
    public TestActors actors() {
        return new PostgresActors(database);
    }
}
