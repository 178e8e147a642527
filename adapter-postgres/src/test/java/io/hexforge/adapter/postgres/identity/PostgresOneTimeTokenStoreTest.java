package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.OneTimeTokenStore;
import io.hexforge.ports.driven.identity.OneTimeTokenStoreContract;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;

class PostgresOneTimeTokenStoreTest implements OneTimeTokenStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public OneTimeTokenStore tokens() {
        return new PostgresOneTimeTokenStore(database);
    }

    @Override
    public UUID somebody() {
        return TestUsers.in(database).newcomer().userId();
    }
}
