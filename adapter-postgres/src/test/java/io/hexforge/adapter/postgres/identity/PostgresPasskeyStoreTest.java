package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.PasskeyStore;
import io.hexforge.ports.driven.identity.PasskeyStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresPasskeyStoreTest implements PasskeyStoreContract {
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
    public PasskeyStore passkeys() {
        return new PostgresPasskeyStore(database);
    }

    @Override
    public TestActors actors() {
        return TestUsers.in(database);
    }
}
