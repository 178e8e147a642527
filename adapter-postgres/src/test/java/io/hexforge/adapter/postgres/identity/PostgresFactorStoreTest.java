package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.FactorStore;
import io.hexforge.ports.driven.identity.FactorStoreContract;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresFactorStoreTest implements FactorStoreContract {
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
    public FactorStore factors() {
        return new PostgresFactorStore(database);
    }

    @Override
    public UUID somebody() {
        return TestUsers.in(database).newcomer().userId();
    }
}
