package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.WaitlistStore;
import io.hexforge.ports.driven.identity.WaitlistStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresWaitlistStoreTest implements WaitlistStoreContract {
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
    public WaitlistStore waitlist() {
        return new PostgresWaitlistStore(database);
    }
}
