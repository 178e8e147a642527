package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.SigningKeyStore;
import io.hexforge.ports.driven.identity.SigningKeyStoreContract;
import org.junit.jupiter.api.AfterEach;

class PostgresSigningKeyStoreTest implements SigningKeyStoreContract {
    private final Database database = TestDatabases.migrated();

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    public SigningKeyStore keys() {
        return new PostgresSigningKeyStore(database);
    }
}
