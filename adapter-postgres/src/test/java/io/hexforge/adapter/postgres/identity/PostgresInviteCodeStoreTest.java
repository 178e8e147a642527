package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.InviteCodeStore;
import io.hexforge.ports.driven.identity.InviteCodeStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AutoClose;

class PostgresInviteCodeStoreTest implements InviteCodeStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public InviteCodeStore codes() {
        return new PostgresInviteCodeStore(database);
    }

    @Override
    public TestActors actors() {
        return new PostgresActors(database);
    }
}
