package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.AccountStoreContract;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.identity.PasswordStore;
import org.junit.jupiter.api.AfterEach;

class PostgresAccountStoreTest implements AccountStoreContract {
    private final Database database = TestDatabases.migrated();

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    public AccountStore accounts() {
        return new PostgresAccountStore(database);
    }

    @Override
    public ApiKeyStore keys() {
        return new PostgresApiKeyStore(database);
    }

    @Override
    public PasswordStore passwords() {
        return new PostgresAccountStore(database);
    }
}
