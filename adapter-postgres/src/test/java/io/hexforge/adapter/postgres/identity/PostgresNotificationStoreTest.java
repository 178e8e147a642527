package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.NotificationStore;
import io.hexforge.ports.driven.identity.NotificationStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AutoClose;

class PostgresNotificationStoreTest implements NotificationStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public NotificationStore notifications() {
        return new PostgresNotificationStore(database);
    }

    @Override
    public TestActors actors() {
        return tenantId -> StoredActors.inTenant(database, tenantId);
    }
}
