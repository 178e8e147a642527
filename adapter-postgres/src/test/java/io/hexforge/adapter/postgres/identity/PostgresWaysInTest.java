package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.ExternalLoginStore;
import io.hexforge.ports.driven.identity.PasskeyStore;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driven.identity.WaysInContract;
import org.junit.jupiter.api.AutoClose;

class PostgresWaysInTest implements WaysInContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public PasskeyStore passkeys() {
        return new PostgresPasskeyStore(database);
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
