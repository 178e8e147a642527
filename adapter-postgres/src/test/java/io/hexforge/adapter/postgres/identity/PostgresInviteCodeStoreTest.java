package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.InviteCodeStore;
import io.hexforge.ports.driven.identity.InviteCodeStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresInviteCodeStoreTest implements InviteCodeStoreContract {
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
    public InviteCodeStore codes() {
        return new PostgresInviteCodeStore(database);
    }

    @Override
    public TestActors actors() {
        return new PostgresActors(database);
    }
}
