package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.ReferralStore;
import io.hexforge.ports.driven.identity.ReferralStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresReferralStoreTest implements ReferralStoreContract {
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
    public ReferralStore referrals() {
        return new PostgresReferralStore(database);
    }

    @Override
    public TestActors actors() {
        return new PostgresActors(database);
    }
}
