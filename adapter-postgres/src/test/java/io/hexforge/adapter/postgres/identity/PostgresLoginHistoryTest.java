package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.LoginHistory;
import io.hexforge.ports.driven.identity.LoginHistoryContract;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;

class PostgresLoginHistoryTest implements LoginHistoryContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public LoginHistory history() {
        return new PostgresLoginHistory(database);
    }

    @Override
    public UUID somebody() {
        return TestUsers.in(database).newcomer().userId();
    }
}
