package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.SessionStore;
import io.hexforge.ports.driven.identity.SessionStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AutoClose;

class PostgresSessionStoreTest implements SessionStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public SessionStore sessions() {
        return new PostgresSessionStore(database);
    }

    @Override
    public TestActors actors() {
        return new PostgresActors(database);
    }
}
