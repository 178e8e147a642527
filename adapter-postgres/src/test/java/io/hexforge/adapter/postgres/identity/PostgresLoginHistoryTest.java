package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.LoginHistory;
import io.hexforge.ports.driven.identity.LoginHistoryContract;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresLoginHistoryTest implements LoginHistoryContract {
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
    public LoginHistory history() {
        return new PostgresLoginHistory(database);
    }

    @Override
    public UUID somebody() {
        return TestUsers.in(database).newcomer().userId();
    }
}
