package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.ReferralStore;
import io.hexforge.ports.driven.identity.ReferralStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AutoClose;

class PostgresReferralStoreTest implements ReferralStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public ReferralStore referrals() {
        return new PostgresReferralStore(database);
    }

    @Override
    public TestActors actors() {
        return new PostgresActors(database);
    }
}
