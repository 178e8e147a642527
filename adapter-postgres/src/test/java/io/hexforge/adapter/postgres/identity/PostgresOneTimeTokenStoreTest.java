package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.OneTimeTokenStore;
import io.hexforge.ports.driven.identity.OneTimeTokenStoreContract;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresOneTimeTokenStoreTest implements OneTimeTokenStoreContract {
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
    public OneTimeTokenStore tokens() {
        return new PostgresOneTimeTokenStore(database);
    }

    @Override
    public UUID somebody() {
        return TestUsers.in(database).newcomer().userId();
    }
}
