package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.InviteStore;
import io.hexforge.ports.driven.identity.InviteStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AutoClose;

class PostgresInviteStoreTest implements InviteStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public InviteStore invites() {
        return new PostgresInviteStore(database);
    }

    @Override
    public TestActors actors() {
        return new PostgresActors(database);
    }
}
