package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.ExternalLoginStore;
import io.hexforge.ports.driven.identity.ExternalLoginStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresExternalLoginStoreTest implements ExternalLoginStoreContract {
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
    public ExternalLoginStore logins() {
        return new PostgresExternalLoginStore(database);
    }

    @Override
    public TestActors actors() {
        return TestUsers.in(database);
    }
}
