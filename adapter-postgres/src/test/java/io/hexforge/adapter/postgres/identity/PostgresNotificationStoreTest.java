package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.NotificationStore;
import io.hexforge.ports.driven.identity.NotificationStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresNotificationStoreTest implements NotificationStoreContract {
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
    public NotificationStore notifications() {
        return new PostgresNotificationStore(database);
    }

    @Override
    public TestActors actors() {
        return tenantId -> StoredActors.inTenant(database, tenantId);
    }
}
