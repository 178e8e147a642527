package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.gateway.PriceStore;
import io.hexforge.ports.driven.gateway.PriceStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresPriceStoreTest implements PriceStoreContract {
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
    public PriceStore prices() {
        return new PostgresPriceStore(database);
    }
}
